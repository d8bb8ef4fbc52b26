import fs from 'node:fs';
import type { Cache } from '../../../build/cache.ts';
import { batch } from './batches.ts';
import type { CompilerPool } from './compiler-pool.ts';
import { driverCommand, probe } from './driver-command.ts';
import type { SourceTree } from './source-tree.ts';
import type { Unit } from './units.ts';

export interface CompileOptions {
  readonly tree: SourceTree;
  readonly units: readonly Unit[];
  readonly cache: Cache;
  readonly pool: CompilerPool;
  readonly tool: string;
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
  const { tree, units, cache, pool, tool, signal } = options;
  const missing = units.filter((unit) => !fs.existsSync(objectOf(cache, unit)));
  if (missing.length === 0) return 0;
  const weighted = missing.map((unit) => ({
    unit,
    kind: JSON.stringify([unit.driver, unit.flags]),
    weight: tree.bytes(unit.file).length + (unit.driver === 'clang++' ? cppHeaders : cHeaders),
  }));
  const batches = batch(weighted, { largest: 16, fewest: options.jobs }).map((items) => items.map(({ unit }) => unit));
  pool.expect(missing.length);

  let done = units.length - missing.length;
  options.progress('compiling', done, units.length);
  const compilers = Array.from({ length: Math.min(options.jobs, batches.length) }, async () => {
    for (let next = batches.shift(); next !== undefined; next = batches.shift()) {
      signal.throwIfAborted();
      await compileBatch(options, next, await frontEnd(pool, cache, tool, next[0]!));
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

/** The `-cc1` command of a unit's driver and flags, without input and output. */
async function frontEnd(pool: CompilerPool, cache: Cache, tool: string, { driver, flags }: Unit): Promise<string[]> {
  const input = driver === 'clang++' ? probe.cpp : probe.c;
  const command = await driverCommand(pool, cache, tool, [driver, ...flags, '-c', input, '-o', probe.object]);
  command.splice(command.indexOf('-o'), 2);
  command.splice(command.lastIndexOf(input), 1);
  // it goes into debug information, and is the probe's
  const name = command.indexOf('-main-file-name');
  if (name >= 0) command.splice(name, 2);
  return command;
}

/** One `-cc1` for many units: without `-o` each object lands beside its source, and LLVM starts once. */
async function compileBatch({ tree, cache, pool }: CompileOptions, units: readonly Unit[], command: readonly string[]): Promise<void> {
  const needs = new Set(units.flatMap((unit) => unit.needs));
  await pool.run({
    command: [...command, ...units.map((unit) => unit.file)],
    files: [...needs].map((file) => [file, tree.bytes(file)] as const),
    filesOnDisk: [],
    outputs: units.map((unit) => [unit.file.replace(/\.\w+$/, '.o'), objectOf(cache, unit)] as const),
  });
}
