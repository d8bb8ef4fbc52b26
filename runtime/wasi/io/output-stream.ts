import { type Handles, Resource } from '../resource.ts';
import { ready, type Waiter } from '../waiter.ts';
import type { InputStream } from './input-stream.ts';
import { closed, failing } from './io-error.ts';
import { Pollable } from './pollable.ts';

/** Where a stream's bytes go. It takes them at once: nothing here ever waits. */
export interface ByteSink {
  /** @throws {StreamFailure} */
  write(bytes: Uint8Array): void;
  close?(): void;
}

/** Taken at once. */
const mostBytes = 2 ** 20;

/** `wasi:io/streams` output-stream. */
export class OutputStream extends Resource {
  readonly waiter: Waiter;
  readonly #sink: ByteSink;
  #failed = false;

  constructor(handles: Handles, waiter: Waiter, sink: ByteSink) {
    super(handles);
    this.waiter = waiter;
    this.#sink = sink;
  }

  checkWrite(): bigint {
    this.#checkOpen();
    return BigInt(mostBytes);
  }

  write(contents: Uint8Array): void {
    this.#write(contents);
  }

  blockingWriteAndFlush(contents: Uint8Array): void {
    this.#write(contents);
  }

  flush(): void {
    this.#checkOpen();
  }

  blockingFlush(): void {
    this.#checkOpen();
  }

  writeZeroes(length: bigint): void {
    this.#write(zeroes(length));
  }

  blockingWriteZeroesAndFlush(length: bigint): void {
    this.#write(zeroes(length));
  }

  splice(source: InputStream, length: bigint): bigint {
    return this.#pass(source.read(least(length)));
  }

  blockingSplice(source: InputStream, length: bigint): bigint {
    return this.#pass(source.blockingRead(least(length)));
  }

  subscribe(): Pollable {
    return new Pollable(this.handles, this.waiter, ready);
  }

  #pass(bytes: Uint8Array): bigint {
    this.#write(bytes);
    return BigInt(bytes.length);
  }

  #checkOpen(): void {
    if (this.#failed) throw closed();
  }

  #write(bytes: Uint8Array): void {
    this.#checkOpen();
    if (bytes.length > mostBytes) throw tooMuch(bytes.length);
    try {
      failing(this.handles, () => this.#sink.write(bytes));
    } catch (error) {
      this.#failed = true;
      throw error;
    }
  }

  protected override release(): void {
    this.#sink.close?.();
  }
}

function least(length: bigint): bigint {
  return length > mostBytes ? BigInt(mostBytes) : length;
}

function zeroes(length: bigint): Uint8Array {
  if (length > mostBytes) throw tooMuch(length);
  return new Uint8Array(Number(length));
}

/** Ends the instance, as the interface says. */
function tooMuch(bytes: number | bigint): RangeError {
  return new RangeError(`it writes ${bytes} bytes at once: ${mostBytes} were permitted`);
}
