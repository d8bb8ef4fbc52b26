import fs from 'node:fs';
import path from 'node:path';
import { componentNew } from '@bytecodealliance/jco-transpile/wasm-tools';
import { keyOf } from '../../build/cache.ts';
import { shipComponent } from '../../build/component.ts';
import type { Build } from '../../build/context.ts';
import { witSource } from '../../build/wit-source.ts';
import { cargoBuild, rustVersion } from './build/cargo.ts';

/** What wit-bindgen and rustc make of `src/` holds the world already: all that is left is to wrap it. */
export const build: Build = async ({ directory, cache, jobs, progress, signal }) => {
  progress('cargo');
  const sources = ['Cargo.toml', 'Cargo.lock', ...below(directory, 'src'), ...below(directory, 'no-entropy')];
  const texts = sources.map((file) => `${file}\n${fs.readFileSync(path.join(directory, file), 'utf8')}`);
  const key = keyOf('candle', await rustVersion(signal), fs.readFileSync(path.join(directory, 'build/cargo.ts')), witSource(), ...texts);
  const core = await cache.bytes(key, 'core.wasm', () =>
    cargoBuild({ directory, target: path.join(cache.directory, 'candle'), library: 'polyray_candle', jobs, signal }),
  );
  const component = await componentNew(core, []);
  const shipped = await shipComponent({ name: 'candle', component, directory: path.join(directory, 'dist'), cache });
  return { variants: [{ ...shipped, features: ['simd128'] }] };
};

function below(directory: string, folder: string): string[] {
  const names = fs.readdirSync(path.join(directory, folder), { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => /\.(rs|toml)$/.test(name))
    .sort()
    .map((name) => path.join(folder, name));
}
