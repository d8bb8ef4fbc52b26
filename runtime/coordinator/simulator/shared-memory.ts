import type { Id, Value } from '../events.ts';
import { check } from './violation.ts';

type Stored = Extract<Value, { kind: 'stored' }>;

/** What would be in shared memory and on disk: per place, a tag that says which object was written there. */
export class SharedMemory {
  readonly #memories = new Map<Id, { readonly bytes: number; readonly tags: Map<number, number> }>();
  readonly #disk = new Map<Id, ReadonlyMap<number, number>>();

  get mapped(): number {
    return this.#memories.size;
  }

  /** Blocks on disk. */
  get spilled(): number {
    return this.#disk.size;
  }

  has(memory: Id): boolean {
    return this.#memories.has(memory);
  }

  map(memory: Id, bytes: number): void {
    check(!this.#memories.has(memory), () => `memory ${memory} was mapped twice`);
    this.#memories.set(memory, { bytes, tags: new Map() });
  }

  unmap(memory: Id): void {
    check(this.#memories.delete(memory), () => `memory ${memory} was unmapped twice`);
  }

  /** Whoever gets it finds nothing of what was there before. */
  clear(memory: Id, offset: number, bytes: number): void {
    const { tags, bytes: size } = this.#get(memory);
    check(offset >= 0 && offset + bytes <= size, () => `memory ${memory} has no bytes ${offset} to ${offset + bytes}`);
    for (const at of tags.keys()) if (at >= offset && at < offset + bytes) tags.delete(at);
  }

  write(memory: Id, offset: number, tag: number): void {
    this.#get(memory).tags.set(offset, tag);
  }

  read({ memory, offset }: Stored): number | undefined {
    return this.#memories.get(memory)?.tags.get(offset);
  }

  spill(block: Id, memory: Id, offset: number, bytes: number): void {
    const kept = [...this.#get(memory).tags].filter(([at]) => at >= offset && at < offset + bytes);
    this.#disk.set(block, new Map(kept.map(([at, tag]) => [at - offset, tag])));
  }

  restore(block: Id, memory: Id, offset: number, bytes: number): void {
    this.clear(memory, offset, bytes);
    const kept = this.#disk.get(block);
    check(kept !== undefined, () => `block ${block} was read back, but is not on disk`);
    for (const [at, tag] of kept!) this.write(memory, offset + at, tag);
  }

  forget(block: Id): void {
    this.#disk.delete(block);
  }

  #get(memory: Id) {
    const found = this.#memories.get(memory);
    check(found !== undefined, () => `memory ${memory} is not mapped`);
    return found!;
  }
}
