// The C++ executor by each toolchain, in a clean copy each: conformance, golden vectors and its own tests, then the table of
// docs/toolchains.md. Needs clang with wasi-libc and emscripten, as docs/toolchains.md says. Names choose some of them.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { defaultCacheDirectory } from '../../build/build.ts';
import { Cache } from '../../build/cache.ts';
import { CleanCopy } from '../../build/clean-copy.ts';
import { runProgram } from '../../build/run-program.ts';
import { fetchFftw } from '../../components/cpp/build/fetch-fftw.ts';
import { toolchainNames } from '../../components/cpp/build/toolchain.ts';
import type * as component from '../../components/cpp/test/component.ts';

const suites = ['test/conformance/cpp.test.ts', 'test/oracle', 'components/cpp/test'];
const sizes = [1024, 65_536];
/** Many and short: on a machine that is busy, few of them have it for themselves. */
const rounds = 60;

interface Built {
  readonly name: string;
  readonly copy: CleanCopy;
  /** Seconds. */
  readonly wall: number;
  readonly cpu: number;
}

/** Runs the build there, with what it and its compilers took. */
function buildBy(name: string, fftw: string): Built {
  const copy = new CleanCopy(name);
  const times = path.join(path.dirname(copy.directory), 'times');
  const script = 'TIMEFORMAT="%R %U %S"; { time "$@" 2>&3; } 3>&2 2>"$0"';
  const args = ['build/commands/build.ts', '--only', 'cpp', '--toolchain', name, '--fftw', fftw];
  const { status } = spawnSync('bash', ['-c', script, times, process.execPath, ...args], {
    cwd: copy.directory,
    env: { ...process.env, POLYRAY_CACHE: copy.cacheDirectory },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Error(`Cannot build cpp with ${name}: exit code ${status}`);
  const [wall, user, system] = fs.readFileSync(times, 'utf8').trim().split(' ').map(Number) as [number, number, number];
  return { name, copy, wall, cpu: user + system };
}

/** A transform in place of `n` complex numbers, by a fresh instance. */
async function transform({ copy }: Built, n: number, data: Float64Array | Float32Array): Promise<() => void> {
  const { load, tensorOf } = (await import(path.join(copy.directory, 'components/cpp/test/component.ts'))) as typeof component;
  const { executor } = load();
  const request = { operation: 'signal.fft', parameters: [], inputs: [tensorOf('signal', data, [n], true)] };
  return () => executor.execute(request);
}

/** Microseconds of a call: the least of rounds in which each toolchain has its turn. */
async function speeds(all: readonly Built[], n: number, data: Float64Array | Float32Array): Promise<number[]> {
  const calls = await Promise.all(all.map((built) => transform(built, n, data)));
  const each = Math.max(1, Math.round(600_000 / n));
  const least = calls.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round++) {
    for (const [i, call] of calls.entries()) {
      const began = performance.now();
      for (let k = 0; k < each; k++) call();
      least[i] = Math.min(least[i]!, ((performance.now() - began) * 1000) / each);
    }
  }
  return least;
}

const wanted = process.argv.slice(2);
const cache = new Cache(defaultCacheDirectory);
const tarball = path.join(os.tmpdir(), `polyray-fftw-${process.pid}.tar.gz`);
fs.writeFileSync(tarball, await fetchFftw({ cache }));
const all: Built[] = [];
try {
  for (const name of toolchainNames().filter((each) => wanted.length === 0 || wanted.includes(each))) {
    const built = buildBy(name, tarball);
    all.push(built);
    const status = await runProgram(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...suites], built.copy.directory);
    if (status !== 0) throw new Error(`The suites fail with what ${name} made`);
  }
  const columns: number[][] = [];
  for (const n of sizes)
    for (const make of [Float64Array, Float32Array])
      columns.push(
        await speeds(
          all,
          n,
          new make(2 * n).map((_, i) => Math.sin(i)),
        ),
      );
  const heads = sizes.flatMap((n) => [`fp64 ${n}`, `fp32 ${n}`]);
  console.log(
    `\n${os.cpus().length} cores, ${os.cpus()[0]?.model.trim()}, Node ${process.versions.node}, load ${os.loadavg()[1]!.toFixed(1)}\n`,
  );
  console.log(`| toolchain | first build, s | of processors, s | bytes | gzip | ${heads.map((head) => `${head}, µs`).join(' | ')} |`);
  console.log(`|${'---|'.repeat(5 + heads.length)}`);
  for (const [i, { name, copy, wall, cpu }] of all.entries()) {
    const bytes = fs.readFileSync(path.join(copy.directory, 'components/cpp/dist/cpp.component.wasm'));
    const times = columns.map((column) => column[i]!.toFixed(column[i]! < 100 ? 1 : 0));
    console.log(`| ${[name, wall.toFixed(0), cpu.toFixed(0), bytes.length, gzipSync(bytes, { level: 9 }).length, ...times].join(' | ')} |`);
  }
} finally {
  fs.rmSync(tarball);
  for (const { copy } of all) copy[Symbol.dispose]();
}
