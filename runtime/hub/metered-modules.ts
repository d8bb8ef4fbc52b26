import type { ExecutorPackage } from '../executor/executor-package.ts';
import { rewriterVersion } from '../limits/generated/rewriter-version.ts';
import { limitModules, type ModuleLimits } from '../limits/limit-modules.ts';
import { sha256Of } from '../platform/digest.ts';
import { EntryCache, type EntryKind } from '../platform/entry-cache.ts';
import type { Platform } from '../platform/platform.ts';

type Modules = readonly Uint8Array<ArrayBuffer>[];

const modules: EntryKind<Modules> = {
  toContent: (parts) => ({ header: null, parts }),
  fromContent: ({ parts }) => parts as Modules,
  sizeOf: (parts) => parts.reduce((sum, { length }) => sum + length, 0),
};

/** Each holds entries in memory. */
const mostCaches = 4;
/** This thread's, by their options. */
const caches = new Map<string, EntryCache<Modules>>();

/**
 * Core modules of one component with limits in them. Those that are metered, which takes time, are kept by what they are made
 * of; only to write maxima takes less than to look for what is kept.
 *
 * @throws as `limitModules`
 */
export async function limitedModules(
  bytes: Modules,
  limits: ModuleLimits,
  cache: ExecutorPackage['cache'],
  platform: Pick<Platform, 'cacheFiles'>,
): Promise<Modules> {
  const make = () => limitModules(bytes, limits);
  // digests are to be had in secure contexts alone
  if (!limits.metered || cache === false || globalThis.crypto.subtle === undefined) return make();
  return cacheOf(cache, platform).get(await keyOf(bytes, limits), make);
}

async function keyOf(bytes: Modules, { memoryBytes, tableEntries }: ModuleLimits): Promise<string> {
  const digests = await Promise.all(bytes.map(sha256Of));
  const made = JSON.stringify({ rewriterVersion, memoryBytes, tableEntries, digests });
  return sha256Of(new TextEncoder().encode(made));
}

function cacheOf(options: Exclude<ExecutorPackage['cache'], false> = {}, platform: Pick<Platform, 'cacheFiles'>) {
  const key = JSON.stringify(options);
  const known = caches.get(key);
  if (known !== undefined) return known;
  const { directory, maxBytes = 2 ** 29 } = options;
  const files = platform.cacheFiles?.('modules', directory === undefined ? undefined : `${directory}/modules`, maxBytes);
  const made = new EntryCache(modules, files);
  const [oldest] = caches.keys();
  if (caches.size === mostCaches) caches.delete(oldest!);
  caches.set(key, made);
  return made;
}
