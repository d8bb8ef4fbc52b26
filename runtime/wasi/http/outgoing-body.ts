import { GuestError } from '../guest-error.ts';
import { StreamFailure } from '../io/io-error.ts';
import { OutputStream } from '../io/output-stream.ts';
import { Resource } from '../resource.ts';
import type { Fields } from './fields.ts';
import type { HttpContext } from './http-context.ts';

/** `wasi:http/types` outgoing-body: kept until it is whole, then sent. */
export class OutgoingBody extends Resource {
  readonly #context: HttpContext;
  readonly #chunks: Uint8Array[] = [];
  #bytes = 0;
  #written = false;
  #state: 'open' | 'finished' | 'abandoned' = 'open';
  /** Called once, when it is finished or abandoned. */
  onSettled: (() => void) | undefined;

  constructor(context: HttpContext) {
    super(context.handles);
    this.#context = context;
  }

  static finish(body: OutgoingBody, trailers: Fields | undefined): void {
    trailers?.[Symbol.dispose]();
    if (trailers !== undefined) throw new GuestError({ tag: 'internal-error', val: 'trailers are not sent here' });
    body.#settle('finished');
    body[Symbol.dispose]();
  }

  get state(): 'open' | 'finished' | 'abandoned' {
    return this.#state;
  }

  write(): OutputStream {
    if (this.#written) throw new GuestError(undefined);
    this.#written = true;
    return new OutputStream(this.handles, this.#context.waiter, { write: (bytes) => this.#write(bytes) });
  }

  /** All that was written. */
  toBytes(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.#bytes);
    let at = 0;
    for (const chunk of this.#chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return bytes;
  }

  /** It was sent, or never will be. */
  clear(): void {
    this.#context.bufferedBytes -= this.#bytes;
    this.#bytes = 0;
    this.#chunks.length = 0;
  }

  /** Nobody waits for what would come of it: it is not sent, and no more is kept of it. */
  abandon(): void {
    this.onSettled = undefined;
    this.#settle('abandoned');
    this.clear();
  }

  #write(bytes: Uint8Array): void {
    const { maxBodyBytes, bufferedBytes } = this.#context;
    if (this.#state !== 'open' || bufferedBytes + bytes.length > maxBodyBytes) {
      throw new StreamFailure('http', { tag: 'HTTP-request-body-size', val: BigInt(maxBodyBytes) });
    }
    this.#context.bufferedBytes += bytes.length;
    this.#bytes += bytes.length;
    this.#chunks.push(bytes);
  }

  #settle(state: 'finished' | 'abandoned'): void {
    if (this.#state !== 'open') return;
    this.#state = state;
    this.onSettled?.();
  }

  protected override release(): void {
    this.#settle('abandoned');
    if (this.#state === 'abandoned') this.clear();
  }
}
