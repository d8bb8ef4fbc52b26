import type { Id } from './events.ts';

/** Where a slab is. */
export interface Place {
  readonly memory: Id;
  /** In bytes from the start of the memory. */
  readonly offset: number;
}

interface Segment {
  readonly memory: Id;
  /** Numbers of its slabs that nobody has. */
  readonly free: number[];
}

/** Slabs of one size, cut from segments of shared memory that come and go with the need. */
export class Segments {
  readonly #slabBytes: number;
  readonly #slabs: number;
  readonly #map: (bytes: number) => Id;
  readonly #unmap: (memory: Id) => void;
  readonly #byMemory = new Map<Id, Segment>();
  /** Segments with a free slab. */
  readonly #open: Segment[] = [];

  /** @param slabs Per segment. */
  constructor(slabBytes: number, slabs: number, map: (bytes: number) => Id, unmap: (memory: Id) => void) {
    this.#slabBytes = slabBytes;
    this.#slabs = slabs;
    this.#map = map;
    this.#unmap = unmap;
  }

  /** Segments that exist. */
  get size(): number {
    return this.#byMemory.size;
  }

  take(): Place {
    let segment = this.#open.at(-1);
    if (segment === undefined) {
      segment = { memory: this.#map(this.#slabs * this.#slabBytes), free: [] };
      for (let slab = this.#slabs - 1; slab >= 0; slab--) segment.free.push(slab);
      this.#byMemory.set(segment.memory, segment);
      this.#open.push(segment);
    }
    const slab = segment.free.pop()!;
    if (segment.free.length === 0) this.#open.pop();
    return { memory: segment.memory, offset: slab * this.#slabBytes };
  }

  give({ memory, offset }: Place): void {
    const segment = this.#byMemory.get(memory)!;
    segment.free.push(offset / this.#slabBytes);
    if (segment.free.length === 1) this.#open.push(segment);
    if (segment.free.length < this.#slabs) return;
    this.#open.splice(this.#open.indexOf(segment), 1);
    this.#byMemory.delete(memory);
    this.#unmap(memory);
  }
}
