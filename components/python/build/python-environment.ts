import fs from 'node:fs';
import path from 'node:path';

/** What the snapshot is made of, as `host/build-snapshot.js` takes it. */
export interface PythonEnvironment {
  /** The text of each file by its path in `site-packages`. */
  readonly files: Readonly<Record<string, string>>;
  /** Imported into the snapshot; the build fails where that fails. */
  readonly modules: readonly string[];
  /** Imported into the snapshot if they can be without a host. */
  readonly optional: readonly string[];
}

/**
 * This member's own packages, those in `vendor`, and all of the Python library, where there is one.
 *
 * @param directory The member's folder.
 * @param library The folder of `miniray` and what goes with it.
 */
export function pythonEnvironment(directory: string, library: string): PythonEnvironment {
  const vendor = path.join(directory, 'vendor');
  const vendored = fs.readdirSync(vendor);
  const files = {
    ...filesOf(path.join(directory, 'interpreter'), 'polyray_interpreter/'),
    ...filesOf(path.join(directory, 'executor'), 'polyray_executor/'),
    ...Object.assign({}, ...vendored.map((name) => filesOf(path.join(vendor, name), `${name}/`))),
  };
  const given = fs.existsSync(library) ? filesOf(library) : {};
  const optional = Object.keys(given).flatMap((file) => /^(\w+)(?:\.py|\/__init__\.py)$/.exec(file)?.[1] ?? []);
  return { files: { ...files, ...given }, modules: ['polyray_executor.serve', ...vendored], optional };
}

/** The Python files below a folder, tests left out. */
function filesOf(folder: string, prefix = ''): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of sorted(folder)) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory() && !/^(\.|__pycache__$|tests?$)/.test(entry.name))
      Object.assign(found, filesOf(file, `${prefix}${entry.name}/`));
    else if (entry.isFile() && /\.py$|^py\.typed$/.test(entry.name)) found[prefix + entry.name] = fs.readFileSync(file, 'utf8');
  }
  return found;
}

function sorted(folder: string): fs.Dirent[] {
  return fs.readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
}
