import fs from 'node:fs';
import { type Cache, keyOf, writeWhole } from '../../../build/cache.ts';
import type { CompilerPool } from './compiler-pool.ts';

/** The driver only looks whether its input is there. */
export const probe = { c: 'PROBE.c', cpp: 'PROBE.cpp', object: 'PROBE.o', output: 'PROBE.wasm' } as const;

/**
 * What the driver would run for these arguments. Asked once and kept: a driver run in front of each command would double
 * its start-up cost, and one `-cc1` takes many inputs where the driver takes one.
 * @param tool identifies the compiler
 */
export async function driverCommand(pool: CompilerPool, cache: Cache, tool: string, args: readonly string[]): Promise<string[]> {
  const file = cache.pathOf(keyOf(tool, 'driver', JSON.stringify(args)), 'json');
  if (!fs.existsSync(file)) {
    const files = [probe.c, probe.cpp, probe.object].map((name) => [name, new Uint8Array()] as const);
    const text = await pool.run({ command: [args[0]!, '-###', ...args.slice(1)], files, filesOnDisk: [], outputs: [] });
    const line = text.split('\n').findLast((candidate) => candidate.startsWith(' "'));
    if (line === undefined) throw new Error(`Cannot ask the compiler's driver: it says ${JSON.stringify(text)}`);
    const words = [...line.matchAll(/ "((?:[^"\\]|\\.)*)"/g)].map(([, word]) => word!.replaceAll(/\\(.)/g, '$1'));
    // the path of the program itself is empty here
    writeWhole(file, JSON.stringify(words[0] === '' ? words.slice(1) : words));
  }
  return JSON.parse(fs.readFileSync(file, 'utf8')) as string[];
}
