import { GuestError } from '../guest-error.ts';
import { InputStream } from '../io/input-stream.ts';
import { Pollable } from '../io/pollable.ts';
import { Resource } from '../resource.ts';
import { ready } from '../waiter.ts';
import type { FetchAnswer, HttpErrorCode } from './fetch-protocol.ts';
import type { Fetch } from './fetcher.ts';
import { type Entry, Fields } from './fields.ts';
import type { HttpContext } from './http-context.ts';

type Result<T, E> = { readonly tag: 'ok'; readonly val: T } | { readonly tag: 'err'; readonly val: E };

/** What an answer, its body and their stream share: the request is over when the last of them is dropped. */
class Shared {
  readonly fetch: Fetch;
  readonly #context: HttpContext;
  #users = 1;

  constructor(fetch: Fetch, context: HttpContext) {
    this.fetch = fetch;
    this.#context = context;
  }

  share(): this {
    this.#users++;
    return this;
  }

  release(): void {
    if (--this.#users > 0) return;
    this.#context.requests--;
    this.fetch.cancel();
  }
}

/** `wasi:http/types` future-incoming-response. */
export class FutureIncomingResponse extends Resource {
  readonly #context: HttpContext;
  #sent: Shared | undefined;
  #failure: HttpErrorCode | undefined;
  #given = false;
  /** When it fails, should it never be sent. */
  readonly #due: number;
  readonly #onDrop: () => void;

  /** @param onDrop nobody waits for an answer any more */
  constructor(context: HttpContext, onDrop: () => void) {
    super(context.handles);
    context.requests++;
    this.#context = context;
    this.#due = performance.now() + context.timeoutMs;
    this.#onDrop = onDrop;
  }

  sent(fetch: Fetch): void {
    this.#sent = new Shared(fetch, this.#context);
  }

  fail(code: HttpErrorCode): void {
    this.#failure = code;
  }

  subscribe(): Pollable {
    const due = () => this.#sent?.fetch.due ?? this.#due; // sending changes it
    return new Pollable(this.handles, this.#context.waiter, {
      ready: () => this.#outcome() !== undefined,
      get due() {
        return due();
      },
    });
  }

  get(): Result<Result<IncomingResponse, HttpErrorCode>, undefined> | undefined {
    if (this.#given) return { tag: 'err', val: undefined };
    this.handles.check();
    const outcome = this.#outcome();
    if (outcome === undefined) return undefined;
    this.#given = true;
    if ('failure' in outcome) return { tag: 'ok', val: { tag: 'err', val: outcome.failure } };
    return { tag: 'ok', val: { tag: 'ok', val: new IncomingResponse(this.#context, this.#sent!.share(), outcome) } };
  }

  #outcome() {
    if (this.#failure !== undefined) return { failure: this.#failure };
    if (this.#sent !== undefined) return this.#sent.fetch.outcome;
    // its body is not finished
    return performance.now() < this.#due ? undefined : { failure: { tag: 'connection-timeout' } as const };
  }

  protected override release(): void {
    this.#onDrop();
    if (this.#sent === undefined) this.#context.requests--;
    else this.#sent.release();
  }
}

/** `wasi:http/types` incoming-response. */
export class IncomingResponse extends Resource {
  readonly #context: HttpContext;
  readonly #shared: Shared;
  readonly #head: FetchAnswer & { kind: 'head' };
  #consumed = false;

  constructor(context: HttpContext, shared: Shared, head: FetchAnswer & { kind: 'head' }) {
    super(context.handles);
    this.#context = context;
    this.#shared = shared;
    this.#head = head;
  }

  status(): number {
    return this.#head.status;
  }

  headers(): Fields {
    const entries = this.#head.headers.map(([name, value]): Entry => [name, Uint8Array.from(value, (each) => each.charCodeAt(0))]);
    return new Fields(this.#context, entries, false);
  }

  consume(): IncomingBody {
    if (this.#consumed) throw new GuestError(undefined);
    this.handles.check();
    this.#consumed = true;
    return new IncomingBody(this.#context, this.#shared.share());
  }

  protected override release(): void {
    this.#shared.release();
  }
}

/** `wasi:http/types` incoming-body. */
export class IncomingBody extends Resource {
  readonly #context: HttpContext;
  readonly #shared: Shared;
  #streamed = false;

  constructor(context: HttpContext, shared: Shared) {
    super(context.handles);
    this.#context = context;
    this.#shared = shared;
  }

  static finish(body: IncomingBody): FutureTrailers {
    body[Symbol.dispose]();
    return new FutureTrailers(body.#context);
  }

  stream(): InputStream {
    if (this.#streamed) throw new GuestError(undefined);
    this.handles.check();
    this.#streamed = true;
    const { fetch } = this.#shared.share();
    return new InputStream(this.handles, this.#context.waiter, {
      read: (most) => fetch.read(most),
      awaited: { ready: () => fetch.readable, due: fetch.due },
      close: () => this.#shared.release(),
    });
  }

  protected override release(): void {
    this.#shared.release();
  }
}

/** `wasi:http/types` future-trailers: there are none, since `fetch` does not tell them. */
export class FutureTrailers extends Resource {
  readonly #context: HttpContext;
  #given = false;

  constructor(context: HttpContext) {
    super(context.handles);
    this.#context = context;
  }

  subscribe(): Pollable {
    return new Pollable(this.handles, this.#context.waiter, ready);
  }

  get(): Result<Result<Fields | undefined, HttpErrorCode>, undefined> {
    if (this.#given) return { tag: 'err', val: undefined };
    this.#given = true;
    return { tag: 'ok', val: { tag: 'ok', val: undefined } };
  }
}
