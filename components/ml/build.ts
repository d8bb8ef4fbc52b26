import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { keyOf } from '../../build/cache.ts';
import { buildComponent, versionOf } from '../../build/component.ts';
import type { Build, BuiltVariant } from '../../build/context.ts';
import { readDenseModel } from '../../build/read-dense-model.ts';
import { witSource } from '../../build/wit-source.ts';
import { compile, readSources } from './build/compile.ts';
import type { MlOptions } from './options.ts';

/** What the host is told that a build needs, and the folder of `dist` that it goes to. */
const variants = {
  'relaxed-simd': { folder: 'relaxed', features: ['simd128', 'relaxed-simd'] },
  simd128: { folder: 'simd128', features: ['simd128'] },
  none: { folder: 'scalar', features: [] },
} as const;

/** The component, up to three times from one source: with relaxed SIMD (fused multiply-add), with plain SIMD, and with none. */
export const build: Build<MlOptions> = async ({ directory, cache, debug, options, input, signal, progress }) => {
  const { version } = JSON.parse(fs.readFileSync(path.join(directory, 'package.json'), 'utf8')) as { version: string };
  const compiler = versionOf('assemblyscript', createRequire(import.meta.url));
  const recipe = ['compile.ts', 'export-names.ts'].map((name) => fs.readFileSync(path.join(directory, 'build', name)));
  const models = new Map(Object.entries(options.models).map(([name, file]) => [name, readDenseModel(input(file))]));
  const wanted = (Object.keys(variants) as (keyof typeof variants)[]).filter((simd) => options.simd.includes(simd)); // best first
  const built: BuiltVariant[] = [];
  for (const [i, simd] of wanted.entries()) {
    const { folder, features } = variants[simd];
    signal.throwIfAborted();
    progress(`compiling ${folder}`, i, wanted.length);
    const how = { simd, debug };
    const sources = readSources(path.join(directory, 'assembly'), version, how, models);
    const key = keyOf('assemblyscript', compiler, JSON.stringify(how), ...recipe, JSON.stringify([...sources]));
    const core = await cache.bytes(key, 'core.wasm', () => compile(sources, how));
    const component = await buildComponent({
      name: 'ml',
      core,
      witSource: witSource(),
      world: 'component',
      directory: path.join(directory, 'dist', folder),
      cache,
    });
    built.push({ ...component, features });
  }
  return { variants: built };
};
