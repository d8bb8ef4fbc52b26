import fs from 'node:fs';
import path from 'node:path';
import { keyOf } from '../../build/cache.ts';
import { shipComponent } from '../../build/component.ts';
import type { Build } from '../../build/context.ts';
import { contractDirectory, witSource } from '../../build/wit-source.ts';
import { componentize } from './build/componentize.ts';
import { mend } from './build/mend.ts';

/** CPython with the operations of the Python executor, and a door of its own, made a component by componentize-py. */
export const build: Build = async ({ directory, root, cache, progress, signal }) => {
  const shared = filesOf(path.join(root, 'components/python/executor'), 'polyray_executor/');
  const files = { ...shared, ...filesOf(path.join(directory, 'guest')) };
  delete files['polyray_executor/serve.py']; // Pyodide's door
  const requirements = fs.readFileSync(path.join(directory, 'requirements.txt'), 'utf8');
  const key = keyOf('componentize', requirements, witSource(), JSON.stringify(files));
  const made = await cache.bytes(key, 'component.wasm', () =>
    componentize({ files, module: 'polyray_sealed', wit: contractDirectory, requirements, cache, progress, signal }),
  );
  const component = mend(made);
  progress('glue');
  const shipped = await shipComponent({ name: 'python-sealed', component, directory: path.join(directory, 'dist'), cache });
  return { variants: [{ ...shipped, features: [] }] };
};

/** The Python files below a folder, by their paths in it. */
function filesOf(folder: string, prefix = ''): Record<string, string> {
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.py'));
  return Object.fromEntries(
    names.sort().map((name) => [prefix + name.replaceAll('\\', '/'), fs.readFileSync(path.join(folder, name), 'utf8')]),
  );
}
