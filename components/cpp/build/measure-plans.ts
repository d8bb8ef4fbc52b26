import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Cache } from '../../../build/cache.ts';
import { options } from '../options.ts';
import { compileMissing } from './compile.ts';
import { fetchFftw } from './fetch-fftw.ts';
import { link } from './link.ts';
import { measuredPlansHeader } from './measured-plans-header.ts';
import { readSources } from './sources.ts';
import { defaultToolchain, openToolchain } from './toolchain.ts';
import { unitsOf } from './units.ts';

// Run by hand, on a machine that is idle, where FFTW's version, its solvers or its SIMD header changed:
//   node components/cpp/build/measure-plans.ts
// Builds the executor with a clock, measures plans with it and writes fftw/measured_plans.hpp. Takes about ten minutes.

const directory = path.dirname(import.meta.dirname);
const root = path.resolve(directory, '../..');
const header = path.join(directory, 'fftw/measured_plans.hpp');
const shortest = 1 << 10;
const longest = 1 << 20;

/** The executor with a clock and without plans. @returns its core module */
async function buildMeasuring(): Promise<Uint8Array> {
  const cache = new Cache(process.env['POLYRAY_CACHE'] ?? path.join(root, '.cache'));
  const jobs = os.availableParallelism();
  const tree = readSources(directory, root, await fetchFftw({ cache }), true);
  tree.add('guest/version.hpp', 'inline constexpr char executorName[] = "cpp", executorVersion[] = "";\n');
  tree.add('fftw/measured_plans.hpp', measuredPlansHeader({ fp64: '', fp32: '', shortest: 1, longest: 0, machine: 'nothing' }));
  for (const [file, name] of [
    ['fftw/timer.c', 'timer.c'],
    ['plugins/src/measure.cpp', 'measure.cpp'],
  ] as const)
    tree.add(file, new Uint8Array(fs.readFileSync(path.join(import.meta.dirname, 'measure', name))));
  using toolchain = await openToolchain(defaultToolchain, { cache, jobs });
  const units = unitsOf(tree, { ...options.parse({}), debug: false, toolchain });
  await compileMissing({ tree, units, cache, toolchain, jobs, signal: new AbortController().signal, progress: () => {} });
  return link({ units, cache, toolchain, debug: false });
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-plans-'));
try {
  const core = path.join(folder, 'core.wasm');
  fs.writeFileSync(core, await buildMeasuring());
  const measure = (precision: string): string =>
    execFileSync(
      process.execPath,
      ['--no-liftoff', path.join(import.meta.dirname, 'measure/run.ts'), core, precision, String(shortest), String(longest)],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
    );
  const machine = `${os.cpus()[0]!.model.trim()}, Node ${process.versions.node}`;
  fs.writeFileSync(header, measuredPlansHeader({ fp64: measure('fp64'), fp32: measure('fp32'), shortest, longest, machine }));
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
