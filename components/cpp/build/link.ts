import fs from 'node:fs';
import { type Cache, keyOf } from '../../../build/cache.ts';
import { objectOf } from './compile.ts';
import type { Toolchain } from './toolchain.ts';
import type { Unit } from './units.ts';

export interface LinkOptions {
  readonly units: readonly Unit[];
  readonly cache: Cache;
  readonly toolchain: Toolchain;
  readonly debug: boolean;
}

/** Links the objects, in order, into a core module without a start function. @returns its bytes */
export async function link({ units, cache, toolchain, debug }: LinkOptions): Promise<Uint8Array> {
  const flags = toolchain.linkFlags({ debug });
  const module = cache.pathOf(keyOf(toolchain.key, 'link', JSON.stringify(flags), ...units.map((unit) => unit.key)), 'core.wasm');
  if (!fs.existsSync(module))
    await toolchain.link(
      units.map((unit) => objectOf(cache, unit)),
      module,
      flags,
    );
  return new Uint8Array(fs.readFileSync(module));
}
