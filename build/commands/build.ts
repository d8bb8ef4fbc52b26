import '../report-errors.ts';
import { parseArgs } from 'node:util';
import { build } from '../build.ts';
import { seconds } from '../progress.ts';

const help = `Usage: npm run build [-- OPTIONS]

Builds what is stale: the host and the executors, each alone.

  --only LIST        only these executors: cpp, ml, python (installs only what they need);
                     of other toolchains: python-sealed (Python 3.10 or newer with venv and pip),
                     candle (cargo with the target wasm32-unknown-unknown)
  --full             those of other toolchains too
  --jobs N           compilers at once (default: one per core)
  --fftw PATH|URL    where FFTW 3.3.10's tarball is (checked by SHA-256)
  --without-fftw     build the C++ executor on its own transforms, without GPL code
  --debug            asserts and names, less optimization
  --watch            keep the compilers warm and build again whenever a source changes
  --check            build everything twice, from nothing, and compare the bytes
  --report           measure first, incremental and parallel builds, and print the table
  --help             this text`;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    full: { type: 'boolean' },
    jobs: { type: 'string' },
    fftw: { type: 'string' },
    'without-fftw': { type: 'boolean' },
    debug: { type: 'boolean' },
    watch: { type: 'boolean' },
    check: { type: 'boolean' },
    report: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});

const jobs = values.jobs === undefined ? undefined : Number(values.jobs);
if (jobs !== undefined && !(Number.isInteger(jobs) && jobs > 0))
  throw new RangeError(`--jobs must be a whole number above 0, is "${values.jobs}"`);
const options = {
  ...(values.only === undefined ? {} : { only: values.only.split(',') }),
  ...(jobs === undefined ? {} : { jobs }),
  ...(values.fftw === undefined ? {} : { fftw: values.fftw }),
  full: values.full ?? false,
  withoutFftw: values['without-fftw'] ?? false,
  debug: values.debug ?? false,
};

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
