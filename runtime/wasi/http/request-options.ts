import { Resource } from '../resource.ts';
import type { HttpContext } from './http-context.ts';

/** `wasi:http/types` request-options: durations in nanoseconds. */
export class RequestOptions extends Resource {
  #connect: bigint | undefined;
  #firstByte: bigint | undefined;
  #betweenBytes: bigint | undefined;

  constructor(context: HttpContext) {
    super(context.handles);
  }

  connectTimeout(): bigint | undefined {
    return this.#connect;
  }

  setConnectTimeout(duration: bigint | undefined): void {
    this.#connect = duration;
  }

  firstByteTimeout(): bigint | undefined {
    return this.#firstByte;
  }

  setFirstByteTimeout(duration: bigint | undefined): void {
    this.#firstByte = duration;
  }

  betweenBytesTimeout(): bigint | undefined {
    return this.#betweenBytes;
  }

  setBetweenBytesTimeout(duration: bigint | undefined): void {
    this.#betweenBytes = duration;
  }

  /** Until the status is there, in ms: connecting is part of it. */
  get firstByteMs(): number {
    const given = [this.#connect, this.#firstByte].filter((duration) => duration !== undefined);
    return given.length === 0 ? Number.POSITIVE_INFINITY : given.reduce((sum, duration) => sum + Number(duration) / 1e6, 0);
  }
}
