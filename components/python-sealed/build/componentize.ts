import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Cache, keyOf } from '../../../build/cache.ts';
import type { BuildContext } from '../../../build/context.ts';

const run = promisify(execFile);

export interface ComponentizeOptions extends Pick<BuildContext, 'progress' | 'signal'> {
  /** The texts of Python files by their paths. */
  readonly files: Readonly<Record<string, string>>;
  /** The module that exports the world's classes. */
  readonly module: string;
  /** The folder of the contract. */
  readonly wit: string;
  /** What pip is to install, in the form of its requirement files, all of it with hashes. */
  readonly requirements: string;
  readonly cache: Cache;
}

/** Runs componentize-py. @throws {Error} that says what is missing, or what Python said */
export async function componentize(options: ComponentizeOptions): Promise<Uint8Array> {
  const { files, module, wit, progress, signal } = options;
  progress('componentize-py');
  const program = await install(options);
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-python-sealed-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(scratch, 'app', name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, text);
    }
    progress('CPython');
    const output = path.join(scratch, 'component.wasm');
    const world = ['--wit-path', wit, '--world', 'component'];
    const app = ['componentize', '--stub-wasi', '--python-path', path.join(scratch, 'app'), '--output', output, module];
    await run(program, [...world, ...app], { signal, maxBuffer: 2 ** 26 }).catch((error: Error & { readonly stderr?: string }) => {
      const said = error.stderr?.split('\nStack backtrace')[0]?.trim();
      throw new Error(`Cannot make a component of Python module "${module}": ${said ?? error.message}`, { cause: error });
    });
    return fs.readFileSync(output);
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

/** An environment of its own in the cache, so that the machine's Python stays as it is. @returns componentize-py's path */
async function install({ requirements, cache, signal }: ComponentizeOptions): Promise<string> {
  const environment = path.join(cache.directory, `python-sealed-${keyOf(requirements).slice(0, 16)}`);
  const bin = path.join(environment, process.platform === 'win32' ? 'Scripts' : 'bin');
  const program = path.join(bin, 'componentize-py');
  const done = path.join(environment, '.done');
  if (fs.existsSync(done)) return program;
  const python = process.env['POLYRAY_PYTHON'] ?? 'python3';
  const list = `${environment}.txt`;
  fs.mkdirSync(cache.directory, { recursive: true });
  fs.writeFileSync(list, requirements);
  try {
    await run(python, ['-m', 'venv', '--clear', environment], { signal });
    // nothing is built here: what a source distribution fetches has no hashes
    const pinned = ['--require-hashes', '--only-binary=:all:', '-r', list];
    await run(path.join(bin, 'python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...pinned], { signal });
  } catch (error) {
    if (signal.aborted) throw error;
    const { stderr, stdout, message } = error as Error & { readonly stderr?: string; readonly stdout?: string };
    const said = stderr?.trim() || stdout?.trim() || message;
    throw new Error(
      `Cannot build python-sealed: it needs Python 3.10 or newer with venv and pip as "${python}" (or in POLYRAY_PYTHON): ${said}`,
      { cause: error },
    );
  }
  fs.writeFileSync(done, '');
  return program;
}
