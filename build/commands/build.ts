import '../report-errors.ts';
import { parseArgs } from 'node:util';
import { build } from '../build.ts';
import { buildCommandFlags } from '../flags.mjs';
import { seconds } from '../progress.ts';
import { readBuildFlags } from '../read-build-flags.ts';

const help = `Usage: npm run build [-- OPTIONS]

Builds what is stale: the host and the executors, each alone. One that fails leaves the others to be built.

  --only LIST        only these executors: cpp, ml, python (installs only what they need);
                     of other toolchains: python-sealed (Python 3.10 or newer with venv and pip),
                     candle (cargo with the target wasm32-unknown-unknown)
  --except LIST      the host and all but these
  --preset NAME      the host and one executor, or with "full" every executor, those of other toolchains too
  --config FILE      what a product chose (default: polyray.build.json, where there is one)
  --set NAME.OPTION=VALUE   an option of an executor, such as cpp.precisions='["fp64"]' (see docs/building.md)
  --fftw PATH|URL    short for --set cpp.fftwSource=…: where FFTW 3.3.10's tarball is (checked by SHA-256)
  --without-fftw     short for --set cpp.fftw=false: on transforms of our own, without GPL code
  --toolchain NAME   short for --set cpp.toolchain=…: yowasp (default; comes with npm), wasi-sdk (of WASI_SDK_PATH,
                     or the system's clang), emscripten (emcc)
  --jobs N           compilers at once (default: one per core)
  --debug            asserts and names, less optimization
  --watch            keep the compilers warm and build again whenever a source changes
  --check            build everything twice, from nothing, and compare the bytes
  --report           measure first, incremental and parallel builds, and write docs/build-times.md
  --help             this text`;

const { values } = parseArgs({ options: buildCommandFlags });

const options = readBuildFlags({
  ...values,
  set: [
    ...(values.set ?? []),
    ...(values.fftw === undefined ? [] : [`cpp.fftwSource=${JSON.stringify(values.fftw)}`]),
    ...(values['without-fftw'] ? ['cpp.fftw=false'] : []),
    ...(values.toolchain === undefined ? [] : [`cpp.toolchain=${JSON.stringify(values.toolchain)}`]),
  ],
});

if (values.help) console.log(help);
else if (values.check) await (await import('../reproducibility.ts')).checkReproducible(options);
else if (values.report) await (await import('../report.ts')).report(options);
else if (values.watch) await (await import('../watch.ts')).watch(options);
else {
  const began = performance.now();
  const built = await build(options);
  console.error(
    built.size === 0 ? 'Everything is current' : `Built ${[...built.keys()].join(', ')} in ${seconds(performance.now() - began)}`,
  );
}
