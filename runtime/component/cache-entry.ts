import type { EntryKind } from '../platform/entry-cache.ts';
import type { Transpiled } from './transpile.ts';

/** What is kept of a component: all that loading it again takes. */
export interface CacheEntry extends Transpiled {
  /** What it says of itself. */
  readonly name: string;
  readonly version: string;
}

interface Header extends Omit<CacheEntry, 'glue' | 'core'> {
  /** Names of core modules. */
  readonly core: readonly string[];
}

/** Transpiled components: the first part is the glue, the others are core modules. */
export const componentEntries: EntryKind<CacheEntry, Header> = {
  toContent: ({ glue, core, ...rest }) => ({
    header: { ...rest, core: Object.keys(core) },
    parts: [new TextEncoder().encode(glue), ...Object.values(core)],
  }),
  fromContent: ({ header: { core, ...rest }, parts: [glue, ...modules] }) => ({
    ...rest,
    glue: new TextDecoder().decode(glue),
    core: Object.fromEntries(core.map((name, i) => [name, modules[i] as Uint8Array<ArrayBuffer>])),
  }),
  sizeOf: ({ glue, core }) => Object.values(core).reduce((sum, bytes) => sum + bytes.length, glue.length),
};
