import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { keyOf } from '../../build/cache.ts';
import { buildComponent, versionOf } from '../../build/component.ts';
import type { Build, BuiltVariant } from '../../build/context.ts';
import { witSource } from '../../build/wit-source.ts';
import { compile, readSources } from './build/compile.ts';

const variants = [
  { variant: 'relaxed', relaxed: true, features: ['simd128', 'relaxed-simd'] },
  { variant: 'simd128', relaxed: false, features: ['simd128'] },
] as const;

/** The component, twice from one source: with relaxed SIMD (fused multiply-add), and without for engines that lack it. */
export const build: Build = async ({ directory, cache, debug, signal, progress }) => {
  const { version } = JSON.parse(fs.readFileSync(path.join(directory, 'package.json'), 'utf8')) as { version: string };
  const compiler = versionOf('assemblyscript', createRequire(import.meta.url));
  const recipe = ['compile.ts', 'export-names.ts'].map((name) => fs.readFileSync(path.join(directory, 'build', name)));
  const built: BuiltVariant[] = [];
  for (const [i, { variant, relaxed, features }] of variants.entries()) {
    signal.throwIfAborted();
    progress(`compiling ${variant}`, i, variants.length);
    const options = { relaxed, debug };
    const sources = readSources(path.join(directory, 'assembly'), version, options);
    const key = keyOf('assemblyscript', compiler, JSON.stringify(options), ...recipe, JSON.stringify([...sources]));
    const core = await cache.bytes(key, 'core.wasm', () => compile(sources, options));
    const component = await buildComponent({
      name: 'ml',
      core,
      witSource: witSource(),
      world: 'component',
      directory: path.join(directory, 'dist', variant),
      cache,
    });
    built.push({ ...component, features });
  }
  return built;
};
