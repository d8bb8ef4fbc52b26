import type { Id } from '../coordinator/events.ts';
import { IdMap } from '../coordinator/id-map.ts';
import type { SpillFiles } from '../platform/platform.ts';
import { KeptBuffers } from './kept-buffers.ts';

interface Place {
  readonly block: Id;
  readonly memory: Id;
  readonly offset: number;
  readonly bytes: number;
}

/** Freed buffers are kept up to this. */
const keptBytes = 256 * 2 ** 20;
/** Sizes of buffers: so many steps between two powers of two, so that a freed one fits the next object of about its size. */
const steps = 8;

/** The shared memory of a runtime, as its coordinator asks for it. */
export class SharedMemories {
  readonly #spill: SpillFiles | undefined;
  readonly #buffers = new IdMap<{ readonly memory: Id; readonly buffer: SharedArrayBuffer; readonly segment: boolean }>();
  readonly #kept = new KeptBuffers(keptBytes);
  /** Bytes of buffers that were let go: they are free when every thread that has seen them has looked for garbage. */
  garbage = 0;

  constructor(spill: SpillFiles | undefined) {
    this.#spill = spill;
  }

  map(memory: Id, bytes: number, segment: boolean): SharedArrayBuffer {
    const size = segment ? bytes : sizeClass(bytes);
    const buffer = (segment ? undefined : this.#kept.take(size)) ?? new SharedArrayBuffer(size);
    this.#buffers.set(memory, { memory, buffer, segment });
    return buffer;
  }

  /** Whether it was a segment. */
  unmap(memory: Id): boolean {
    const { buffer, segment } = this.#buffers.get(memory)!;
    this.#buffers.delete(memory);
    if (!segment) this.garbage += this.#kept.keep(buffer);
    return segment;
  }

  get(memory: Id): SharedArrayBuffer {
    return this.#buffers.get(memory)!.buffer;
  }

  segments(): [Id, SharedArrayBuffer][] {
    return [...this.#buffers.values()].filter(({ segment }) => segment).map(({ memory, buffer }) => [memory, buffer]);
  }

  spill({ block, memory, offset, bytes }: Place): boolean {
    return this.#spill?.write(block, new Uint8Array(this.get(memory), offset, bytes)) ?? false;
  }

  restore({ block, memory, offset, bytes }: Place): boolean {
    return this.#spill?.read(block, new Uint8Array(this.get(memory), offset, bytes)) ?? false;
  }

  forget(block: Id): void {
    this.#spill?.forget(block);
  }
}

/** At most an eighth more than was asked for. */
function sizeClass(bytes: number): number {
  const step = 2 ** Math.max(12, Math.floor(Math.log2(bytes)) - Math.log2(steps));
  return Math.ceil(bytes / step) * step;
}
