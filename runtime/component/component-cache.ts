import type { CacheFiles } from '../platform/platform.ts';
import { type CacheEntry, decodeEntry, encodeEntry, sizeOf } from './cache-entry.ts';

/** Held in memory at most, unless one entry is larger. */
const memoryBytes = 32 * 2 ** 20;

/** Transpiled components by what they were made of: the last used in memory, all on the disk where there is one. */
export class ComponentCache {
  readonly #files: CacheFiles | undefined;
  /** The longest unused first. */
  readonly #entries = new Map<string, CacheEntry>();
  readonly #making = new Map<string, Promise<CacheEntry>>();
  #bytes = 0;

  constructor(files: CacheFiles | undefined) {
    this.#files = files;
  }

  /** The entry, made when there is none that is whole; for several who ask at once, once. */
  async get(key: string, make: () => Promise<CacheEntry>): Promise<CacheEntry> {
    // what another could not make, for its own limits or grants, may be made with these
    await this.#making.get(key)?.catch(() => {});
    const known = this.#entries.get(key);
    if (known !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known;
    }
    const making = this.#making.get(key) ?? this.#find(key, make).finally(() => this.#making.delete(key));
    this.#making.set(key, making);
    return making;
  }

  async #find(key: string, make: () => Promise<CacheEntry>): Promise<CacheEntry> {
    const found = await this.#read(key);
    const entry = found ?? (await make());
    if (found === undefined) await this.#write(key, entry);
    this.#keep(key, entry);
    return entry;
  }

  #keep(key: string, entry: CacheEntry): void {
    this.#entries.set(key, entry);
    this.#bytes += sizeOf(entry);
    for (const [other, old] of this.#entries) {
      if (this.#bytes <= memoryBytes || this.#entries.size === 1) return;
      this.#entries.delete(other);
      this.#bytes -= sizeOf(old);
    }
  }

  /** A damaged entry is taken away. */
  async #read(key: string): Promise<CacheEntry | undefined> {
    const bytes = await this.#files?.read(key);
    if (bytes === undefined) return undefined;
    try {
      return await decodeEntry(key, bytes);
    } catch {
      await this.#files?.remove(key);
      return undefined;
    }
  }

  /** Where the disk is full or read-only, components are loaded all the same. */
  async #write(key: string, entry: CacheEntry): Promise<void> {
    await this.#files?.write(key, await encodeEntry(key, entry)).catch(() => {});
  }
}
