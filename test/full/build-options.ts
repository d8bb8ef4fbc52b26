// The C++ executor as products may choose it: one precision, without SIMD, without FFTW. Each says what it lacks, and is right.
import assert from 'node:assert/strict';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { defaultCacheDirectory } from '../../build/build.ts';
import { buildArguments, CleanCopy } from '../../build/clean-copy.ts';
import type { PackagedExecutor } from '../../runtime/index.ts';
import { init } from '../../runtime/index.ts';

interface Choice {
  readonly set: readonly string[];
  /** Of the largest element, how far a transform of length 1000 may be off. */
  readonly precisions: Readonly<Partial<Record<'complex64' | 'complex128', number>>>;
  readonly features: readonly string[];
  readonly welch: boolean;
}

const both = { complex64: 1e-6, complex128: 1e-14 };
const choices: Readonly<Record<string, Choice>> = {
  'fp64 alone': { set: ['cpp.precisions=["fp64"]'], precisions: { complex128: 1e-14 }, features: ['simd128'], welch: true },
  'fp32 alone': { set: ['cpp.precisions=["fp32"]'], precisions: { complex64: 1e-6 }, features: ['simd128'], welch: false },
  'no SIMD, no FFTW': { set: ['cpp.simd=false', 'cpp.fftw=false'], precisions: both, features: [], welch: true },
  'no SIMD, fp64': { set: ['cpp.simd=false', 'cpp.precisions=["fp64"]'], precisions: { complex128: 1e-14 }, features: [], welch: true },
};

/** The discrete Fourier transform as it is defined, in double precision. */
function dft(x: Float64Array): Float64Array {
  const n = x.length / 2;
  const out = new Float64Array(x.length);
  for (let k = 0; k < n; k++) {
    for (let j = 0; j < n; j++) {
      const angle = (-2 * Math.PI * ((j * k) % n)) / n;
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      out[2 * k]! += x[2 * j]! * c - x[2 * j + 1]! * s;
      out[2 * k + 1]! += x[2 * j]! * s + x[2 * j + 1]! * c;
    }
  }
  return out;
}

/** Asks one build for what it should and should not be able to do. */
async function check(cpp: PackagedExecutor, { precisions, features, welch }: Choice): Promise<void> {
  assert.deepEqual(
    cpp.builds.map((build) => build.features),
    [features],
  );
  await using ray = await init({ numWorkers: 1, executors: { cpp } });
  const executor = ray.executors.get('cpp');
  const names = (await executor.operations()).map(({ name }) => name);
  assert.equal(names.includes('signal.welch'), welch);
  assert.ok(names.includes('signal.fft'));
  // 1000 by estimates; 1024 by measured plans, where there are any
  for (const n of [1000, 1024]) {
    const x = Float64Array.from({ length: 2 * n }, (_, i) => Math.sin(i * i));
    const expected = dft(x);
    const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    for (const type of ['complex64', 'complex128'] as const) {
      const data = type === 'complex64' ? Float32Array.from(x) : x;
      const call = executor.execute({ operation: 'signal.fft', inputs: { signal: { type, dimensions: [n], data } } });
      const bound = precisions[type];
      if (bound === undefined) {
        await assert.rejects(call, /inputs\.signal\.type/);
        continue;
      }
      const found = (await call).outputs['spectrum']!.data as Float64Array;
      const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - found[i]!)), 0) / largest;
      assert.ok(worst <= bound, `${type}, length ${n}: off by ${worst} of the largest element, ${bound} is allowed`);
    }
  }
}

using copy = new CleanCopy('build-options');
for (const [i, [name, choice]] of Object.entries(choices).entries()) {
  // this checkout's cache: only what an option changes is compiled
  await copy.build(buildArguments({ only: 'cpp', set: choice.set }), { cacheDirectory: defaultCacheDirectory });
  const index = pathToFileURL(path.join(copy.directory, 'components/cpp/index.js'));
  const builds = pathToFileURL(path.join(copy.directory, 'components/cpp/dist/builds.js'));
  // the list of builds is another each time, and modules are read once
  const { cpp } = (await import(index.href)) as { cpp: PackagedExecutor };
  const now = (await import(`${builds.href}?${i}`)) as Pick<PackagedExecutor, 'builds'>;
  await check({ ...cpp, builds: now.builds }, choice);
  console.log(`${name}: right`);
}
