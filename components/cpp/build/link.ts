import fs from 'node:fs';
import { type Cache, keyOf } from '../../../build/cache.ts';
import { objectOf } from './compile.ts';
import type { CompilerPool } from './compiler-pool.ts';
import { driverCommand, probe } from './driver-command.ts';
import type { Unit } from './units.ts';

export interface LinkOptions {
  readonly units: readonly Unit[];
  readonly cache: Cache;
  readonly pool: CompilerPool;
  readonly tool: string;
  readonly debug: boolean;
}

/** Links the objects, in order, into a core module without a start function. @returns its bytes */
export async function link({ units, cache, pool, tool, debug }: LinkOptions): Promise<Uint8Array> {
  const flags = [
    '--target=wasm32-wasip1',
    '-mexec-model=reactor',
    debug ? '-Wl,--gc-sections' : '-Wl,--gc-sections,--strip-all',
    '-Wl,-z,stack-size=262144,--stack-first',
    '-Wl,--max-memory=4294967296',
  ];
  const module = cache.pathOf(keyOf(tool, 'link', JSON.stringify(flags), ...units.map((unit) => unit.key)), 'core.wasm');
  if (!fs.existsSync(module)) {
    const command = await driverCommand(pool, cache, tool, ['clang++', ...flags, probe.object, '-o', probe.output]);
    const objects = units.map((unit, i) => [`o/${i}.o`, objectOf(cache, unit)] as const);
    await pool.run({
      command: command.flatMap((word) => (word === probe.object ? objects.map(([file]) => file) : [word])),
      files: [],
      filesOnDisk: objects,
      outputs: [[probe.output, module]],
    });
  }
  return new Uint8Array(fs.readFileSync(module));
}
