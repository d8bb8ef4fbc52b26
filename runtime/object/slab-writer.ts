import type { Id, Value } from '../coordinator/events.ts';

/** Objects start on such a boundary, so that every element type is aligned. */
const alignment = 64;

/** Memory that this thread may write objects into. */
export interface Grant {
  readonly block: Id;
  readonly memory: Id;
  readonly offset: number;
  readonly bytes: number;
}

/** What an object's bytes are written by. */
export interface Writable {
  readonly byteLength: number;
  readonly refs: readonly Id[];
  write(target: Uint8Array): void;
}

export interface SlabWriterOptions {
  /** What the coordinator gives for small objects. */
  readonly slabBytes: number;
  /** Memory of at least so many bytes, or undefined when there is none at the moment. */
  alloc(bytes: number): Grant | undefined;
  /** No further object is written there; `objects` were. */
  seal(block: Id, objects: number): void;
  memoryOf(grant: Grant): SharedArrayBuffer;
}

/** Writes objects into slabs granted beforehand, one after the other, and large ones into buffers of their own. */
export class SlabWriter {
  readonly #options: SlabWriterOptions;
  #slab: { readonly grant: Grant; readonly bytes: Uint8Array; used: number; objects: number } | undefined;

  constructor(options: SlabWriterOptions) {
    this.#options = options;
  }

  /** Undefined when the store has no room at the moment. */
  write(object: Writable): Value | undefined {
    const { byteLength, refs } = object;
    if (byteLength > this.#options.slabBytes / 4) {
      const grant = this.#options.alloc(byteLength);
      return grant && this.writeInto(grant, object);
    }
    if (this.#slab === undefined || this.#slab.used + byteLength > this.#slab.grant.bytes) {
      if (this.#slab !== undefined) this.#options.seal(this.#slab.grant.block, this.#slab.objects);
      this.#slab = undefined;
      const grant = this.#options.alloc(byteLength);
      if (grant === undefined) return undefined;
      this.#slab = { grant, bytes: new Uint8Array(this.#options.memoryOf(grant), grant.offset, grant.bytes), used: 0, objects: 0 };
    }
    const { grant, bytes, used } = this.#slab;
    object.write(bytes.subarray(used, used + byteLength));
    this.#slab.objects++;
    this.#slab.used = (used + byteLength + alignment - 1) & -alignment;
    return { kind: 'stored', block: grant.block, memory: grant.memory, offset: grant.offset + used, bytes: byteLength, refs };
  }

  /** Into memory that came late: the object alone. */
  writeInto(grant: Grant, object: Writable): Value {
    object.write(new Uint8Array(this.#options.memoryOf(grant), grant.offset, object.byteLength));
    this.#options.seal(grant.block, 1);
    return {
      kind: 'stored',
      block: grant.block,
      memory: grant.memory,
      offset: grant.offset,
      bytes: object.byteLength,
      refs: object.refs,
    };
  }
}
