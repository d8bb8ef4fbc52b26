import type { Action, Id } from './events.ts';
import { type Place, Segments } from './segments.ts';

interface Occupied extends Place {
  readonly slab: boolean;
  readonly bytes: number;
}

/** Shared memory up to a capacity: slabs cut from segments, and buffers of any size. */
export class MemorySpace {
  readonly capacity: number;
  /** Bytes given out. */
  used = 0;
  readonly #segments: Segments;
  readonly #act: (action: Action) => void;
  #lastId = 0;

  constructor(capacity: number, slabBytes: number, slabsPerSegment: number, act: (action: Action) => void) {
    this.capacity = capacity;
    this.#act = act;
    const slabs = Math.max(1, Math.min(slabsPerSegment, Math.floor(capacity / slabBytes)));
    this.#segments = new Segments(
      slabBytes,
      slabs,
      (bytes) => this.#map(bytes, true),
      (memory) => act({ type: 'unmap', memory }),
    );
  }

  /** A number that no memory has, and no block. */
  newId(): Id {
    return ++this.#lastId;
  }

  fits(bytes: number): boolean {
    return this.used + bytes <= this.capacity;
  }

  occupy(slab: boolean, bytes: number): Place {
    this.used += bytes;
    return slab ? this.#segments.take() : { memory: this.#map(bytes, false), offset: 0 };
  }

  vacate(place: Occupied): void {
    this.used -= place.bytes;
    if (place.slab) this.#segments.give(place);
    else this.#act({ type: 'unmap', memory: place.memory });
  }

  #map(bytes: number, segment: boolean): Id {
    const memory = this.newId();
    this.#act({ type: 'map', memory, bytes, segment });
    return memory;
  }
}
