import { type Handles, Resource } from '../resource.ts';
import type { Awaited, Waiter } from '../waiter.ts';
import { closed, failing } from './io-error.ts';
import { Pollable } from './pollable.ts';

/** Where a stream's bytes come from. */
export interface ByteSource {
  /** At most so many; none where there are none now; undefined where there never will be. @throws {StreamFailure} */
  read(most: number): Uint8Array | undefined;
  /** Ready when `read` gives bytes, or the end, or throws. */
  readonly awaited: Awaited;
  close?(): void;
}

/** Given out at once, however many are asked for. */
const mostBytes = 2 ** 20;

/** `wasi:io/streams` input-stream. */
export class InputStream extends Resource {
  readonly waiter: Waiter;
  readonly #source: ByteSource;
  #ended = false;

  constructor(handles: Handles, waiter: Waiter, source: ByteSource) {
    super(handles);
    this.waiter = waiter;
    this.#source = source;
  }

  read(length: bigint): Uint8Array {
    if (this.#ended) throw closed();
    if (length === 0n) return new Uint8Array();
    const most = length > mostBytes ? mostBytes : Number(length);
    let bytes: Uint8Array | undefined;
    try {
      bytes = failing(this.handles, () => this.#source.read(most));
    } catch (error) {
      this.#ended = true;
      throw error;
    }
    if (bytes !== undefined) return bytes;
    this.#ended = true;
    throw closed();
  }

  blockingRead(length: bigint): Uint8Array {
    for (;;) {
      const bytes = this.read(length);
      if (bytes.length > 0 || length === 0n) return bytes;
      this.waiter.wait([this.#source.awaited]);
    }
  }

  skip(length: bigint): bigint {
    return BigInt(this.read(length).length);
  }

  blockingSkip(length: bigint): bigint {
    return BigInt(this.blockingRead(length).length);
  }

  subscribe(): Pollable {
    const { awaited } = this.#source;
    return new Pollable(this.handles, this.waiter, { ...awaited, ready: () => this.#ended || awaited.ready() });
  }

  protected override release(): void {
    this.#source.close?.();
  }
}
