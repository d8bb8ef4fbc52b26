/** MurmurHash3, 32 bits, of the bytes' 32-bit words and what remains: https://github.com/aappleby/smhasher */
function checksum(bytes: Uint8Array): number {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  const words = new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >>> 2);
  let hash = bytes.byteLength;
  const mix = (word: number): void => {
    const product = Math.imul(word, 0xcc9e2d51);
    hash ^= Math.imul((product << 15) | (product >>> 17), 0x1b873593);
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  };
  for (let i = 0; i < words.length; i++) mix(words[i]!);
  for (let i = words.byteLength; i < aligned.byteLength; i++) mix(aligned[i]!);
  return hash;
}

interface Watched {
  /** Weak: memory that nobody views may go. */
  readonly buffer: WeakRef<ArrayBufferLike>;
  readonly offset: number;
  readonly length: number;
  readonly checksum: number;
}

/**
 * Finds out who writes to objects: arrays that are views of the store's memory cannot be made read-only, so this
 * remembers a checksum of each object when it is handed out. For debugging; costs one reading of the memory each time.
 */
export class SharedViewGuard {
  readonly #watched = new Map<string, Watched>();

  /**
   * Remembers the bytes as they are now. An object that is watched already stays with what it was at first.
   * @param name the object's, as `verify` gives it back
   */
  watch(name: string, bytes: Uint8Array): void {
    if (this.#watched.get(name)?.buffer.deref() === bytes.buffer) return;
    const { byteOffset: offset, byteLength: length } = bytes;
    this.#watched.set(name, { buffer: new WeakRef(bytes.buffer), offset, length, checksum: checksum(bytes) });
  }

  /** The object was freed; its memory may hold another one. */
  forget(name: string): void {
    this.#watched.delete(name);
  }

  /** The names of the objects whose bytes were written to since they were first watched. */
  verify(): string[] {
    const changed: string[] = [];
    for (const [name, { buffer, offset, length, checksum: before }] of this.#watched) {
      const memory = buffer.deref();
      if (memory === undefined) this.#watched.delete(name);
      else if (checksum(new Uint8Array(memory, offset, length)) !== before) changed.push(name);
    }
    return changed;
  }
}
