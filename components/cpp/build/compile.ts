import fs from 'node:fs';
import type { Cache } from '../../../build/cache.ts';
import { batch } from './batches.ts';
import type { SourceTree } from './source-tree.ts';
import type { Toolchain } from './toolchain.ts';
import type { Unit } from './units.ts';

export interface CompileOptions {
  readonly tree: SourceTree;
  readonly units: readonly Unit[];
  readonly cache: Cache;
  readonly toolchain: Toolchain;
  readonly jobs: number;
  readonly signal: AbortSignal;
  progress(what: string, done?: number, total?: number): void;
}

/** What reading the headers costs, in bytes of an FFTW codelet; C++ therefore starts first. */
const cHeaders = 6_000;
const cppHeaders = 60_000;

/** Where a unit's object is, or will be. */
export function objectOf(cache: Cache, unit: Unit): string {
  return cache.pathOf(unit.key, 'o');
}

/** Compiles what the cache lacks; a killed build loses only the batches that were running. @returns how many units it compiled */
export async function compileMissing(options: CompileOptions): Promise<number> {
  const { tree, units, cache, toolchain, signal } = options;
  const missing = units.filter((unit) => !fs.existsSync(objectOf(cache, unit)));
  if (missing.length === 0) return 0;
  const weighted = missing.map((unit) => ({
    unit,
    kind: JSON.stringify([unit.driver, unit.flags]),
    weight: tree.bytes(unit.file).length + (unit.driver === 'clang++' ? cppHeaders : cHeaders),
  }));
  const batches = batch(weighted, { largest: toolchain.largestBatch, fewest: options.jobs }).map((items) => items.map(({ unit }) => unit));
  toolchain.expect?.(missing.length);

  let done = units.length - missing.length;
  options.progress('compiling', done, units.length);
  const compilers = Array.from({ length: Math.min(options.jobs, batches.length) }, async () => {
    for (let next = batches.shift(); next !== undefined; next = batches.shift()) {
      signal.throwIfAborted();
      await toolchain.compile(tree, next, (unit) => objectOf(cache, unit));
      done += next.length;
      options.progress('compiling', done, units.length);
    }
  });
  const results = await Promise.allSettled(compilers);
  signal.throwIfAborted();
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : []));
  if (failures[0] !== undefined) throw failures[0];
  return missing.length;
}
