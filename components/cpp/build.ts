import fs from 'node:fs';
import path from 'node:path';
import { buildComponent } from '../../build/component.ts';
import type { Build } from '../../build/context.ts';
import { witSource } from '../../build/wit-source.ts';
import { compileMissing } from './build/compile.ts';
import { fetchFftw } from './build/fetch-fftw.ts';
import { link } from './build/link.ts';
import { readSources } from './build/sources.ts';
import { openToolchain, type Toolchain } from './build/toolchain.ts';
import { unitsOf } from './build/units.ts';
import type { CppOptions } from './options.ts';

/** What the executor calls itself: the package's own version. */
function versionHeader(directory: string): string {
  const { version } = JSON.parse(fs.readFileSync(path.join(directory, 'package.json'), 'utf8')) as { version: string };
  return `inline constexpr char executorName[] = "cpp", executorVersion[] = ${JSON.stringify(version)};\n`;
}

/** What the last build left running for the next one of this process. */
let warm: Toolchain | undefined;

/** FFTW, the algorithms and the guest ABI, compiled with LLVM, linked and wrapped as a component without imports. */
export const build: Build<CppOptions> = async (context) => {
  const { cache, jobs, debug, signal, options } = context;
  const log = (message: string): void => context.progress(message);
  const { fftwSource: source } = options;
  const from = source === undefined || /^https?:/.test(source) ? source : context.input(source);
  const fftw = options.fftw ? await fetchFftw({ cache, from, signal, log }) : undefined;
  const tree = readSources(context.directory, context.root, fftw, options.simd);
  tree.add('guest/version.hpp', versionHeader(context.directory));
  const toolchain = warm?.name === options.toolchain ? warm : await openToolchain(options.toolchain, { cache, jobs });
  const units = unitsOf(tree, { ...options, debug, toolchain });
  warm = context.keepWarm ? toolchain : undefined;
  const stop = (): void => toolchain[Symbol.dispose]();
  signal.addEventListener('abort', stop);
  try {
    await compileMissing({ tree, units, cache, toolchain, jobs, signal, progress: context.progress });
    context.progress('linking');
    const core = await link({ units, cache, toolchain, debug });
    context.progress('assembling the component');
    const component = await buildComponent({
      name: 'cpp',
      core,
      witSource: witSource(),
      world: 'chaining-component',
      directory: path.join(context.directory, 'dist'),
      cache,
    });
    const variants = [{ ...component, features: options.simd ? (['simd128'] as const) : [] }];
    return { variants, ...(options.fftw ? {} : { licence: 'MIT' }) };
  } finally {
    signal.removeEventListener('abort', stop);
    if (!context.keepWarm) stop();
  }
};
