import { decodeEntry, type EntryContent, encodeEntry } from './entry-file.ts';
import type { CacheFiles } from './platform.ts';

/** How entries of one kind become files, and how large they are. */
export interface EntryKind<Entry, Header = unknown> {
  toContent(entry: Entry): EntryContent<Header>;
  /** @throws Error where it is not of this kind */
  fromContent(content: EntryContent<Header>): Entry;
  /** In memory, in bytes, about. */
  sizeOf(entry: Entry): number;
}

/** Held in memory at most, unless one entry is larger. */
const memoryBytes = 32 * 2 ** 20;

/** What can be made again, by a digest of what it was made of: the last used in memory, all on the disk where there is one. */
export class EntryCache<Entry> {
  readonly #kind: EntryKind<Entry>;
  readonly #files: CacheFiles | undefined;
  /** The longest unused first. */
  readonly #entries = new Map<string, Entry>();
  readonly #making = new Map<string, Promise<Entry>>();
  #bytes = 0;

  constructor(kind: EntryKind<Entry>, files: CacheFiles | undefined) {
    this.#kind = kind;
    this.#files = files;
  }

  /** The entry, made when there is none that is whole; for several who ask at once, once. */
  async get(key: string, make: () => Promise<Entry>): Promise<Entry> {
    for (let shared = this.#making.get(key); shared !== undefined; shared = this.#making.get(key)) {
      try {
        return await shared;
      } catch {
        // what another could not make, for its own limits or grants, may be made with these
      }
    }
    const known = this.#entries.get(key);
    if (known !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known;
    }
    const making = this.#find(key, make).finally(() => this.#making.delete(key));
    this.#making.set(key, making);
    return making;
  }

  async #find(key: string, make: () => Promise<Entry>): Promise<Entry> {
    const found = await this.#read(key);
    const entry = found ?? (await make());
    if (found === undefined) await this.#write(key, entry);
    this.#keep(key, entry);
    return entry;
  }

  /** One that is larger than all may be is read again from the disk, where there is one. */
  #keep(key: string, entry: Entry): void {
    const bytes = this.#kind.sizeOf(entry);
    if (this.#files !== undefined && bytes > memoryBytes) return;
    this.#entries.set(key, entry);
    this.#bytes += bytes;
    for (const [other, old] of this.#entries) {
      if (this.#bytes <= memoryBytes || this.#entries.size === 1) return;
      this.#entries.delete(other);
      this.#bytes -= this.#kind.sizeOf(old);
    }
  }

  /** A damaged entry is taken away. */
  async #read(key: string): Promise<Entry | undefined> {
    const bytes = await this.#files?.read(key);
    if (bytes === undefined) return undefined;
    try {
      return this.#kind.fromContent(await decodeEntry(key, bytes));
    } catch {
      await this.#files?.remove(key);
      return undefined;
    }
  }

  /** Where the disk is full or read-only, all goes on without it. */
  async #write(key: string, entry: Entry): Promise<void> {
    await this.#files?.write(key, await encodeEntry(key, this.#kind.toContent(entry))).catch(() => {});
  }
}
