import { LimitExceededError, OutOfMemoryError } from '../../errors.ts';
import type { GuestCore } from './guest-core.ts';

/**
 * The linear memory of a guest that is not trusted: what it is asked for and what it points to is checked here, so that
 * a lie becomes a RangeError.
 */
export class GuestMemory {
  readonly #memory: WebAssembly.Memory;
  readonly #realloc: GuestCore['realloc'];
  /** All of it. Both views are replaced when the guest grows its memory: read them anew after `take` and `refresh`. */
  bytes: Uint8Array;
  view: DataView;
  readonly #answerBytes: number;
  #answered = 0;

  /** @param answerBytes what an answer may come to, however much of it lies in the same place */
  constructor({ memory, realloc }: Pick<GuestCore, 'memory' | 'realloc'>, answerBytes = Number.POSITIVE_INFINITY) {
    this.#answerBytes = answerBytes;
    this.#memory = memory;
    this.#realloc = realloc;
    this.bytes = new Uint8Array(memory.buffer);
    this.view = new DataView(memory.buffer);
  }

  /** Call it whenever code of the guest has run. */
  refresh(): void {
    if (this.bytes.length > 0) return; // growing detaches the buffer, and asking the memory for it is slow
    this.bytes = new Uint8Array(this.#memory.buffer);
    this.view = new DataView(this.#memory.buffer);
  }

  /** The address of `size` new bytes, which the guest owns from then on. */
  take(alignment: number, size: number): number {
    const at = this.#realloc(0, 0, alignment, size) >>> 0;
    this.refresh();
    if (at === 0 && size > 0) throw new OutOfMemoryError(`The executor has no memory for ${size} bytes`);
    if ((at & (alignment - 1)) !== 0 || at + size > this.bytes.length)
      throw new RangeError(`The executor's cabi_realloc gave address ${at} for ${size} bytes aligned to ${alignment}`);
    return at;
  }

  /** Copies `data` into memory of its own. */
  put(data: Uint8Array, alignment: number): number {
    const at = this.take(alignment, data.length);
    this.bytes.set(data, at);
    return at;
  }

  /** Writes a list (or a string) as its owner holds it: address, then length, as u32. */
  setList(to: number, at: number, length: number): void {
    this.view.setUint32(to, at, true);
    this.view.setUint32(to + 4, length, true);
  }

  /** What is checked from now on is of one answer. */
  beginAnswer(): void {
    this.#answered = 0;
  }

  /**
   * @throws {RangeError} unless `length` elements of `size` bytes lie aligned and inside
   * @throws {LimitExceededError} where the answer becomes larger than it may be
   */
  check(at: number, length: number, size: number, alignment: number): void {
    if ((at & (alignment - 1)) !== 0) throw new RangeError(`The executor's answer is not aligned to ${alignment} bytes at address ${at}`);
    if (at + length * size > this.bytes.length)
      throw new RangeError(`The executor's answer ends outside its memory: ${length} times ${size} bytes at address ${at}`);
    this.#answered += length * size;
    if (this.#answered > this.#answerBytes)
      throw new LimitExceededError('Cannot read the answer', 'responseBytes', this.#answerBytes, this.#answered);
  }
}
