import { AnsweringThread } from '../../platform/answering-thread.ts';
import type { Platform } from '../../platform/platform.ts';
import { StreamFailure } from '../io/io-error.ts';
import type { FetchAnswer, FetchRequest, HttpErrorCode, ToFetcher } from './fetch-protocol.ts';

/** How much longer than the fetching thread itself a worker waits for its word. */
const graceMs = 2000;

/** One request, and what has come of it so far. */
export class Fetch {
  readonly #fetcher: Fetcher;
  readonly #id: number;
  /** When there is no answer any more, by `performance.now()`. */
  readonly due: number;
  readonly #chunks: Uint8Array[] = [];
  #head: (FetchAnswer & { kind: 'head' }) | undefined;
  #ended = false;
  #failure: HttpErrorCode | undefined;

  constructor(fetcher: Fetcher, id: number, timeoutMs: number) {
    this.#fetcher = fetcher;
    this.#id = id;
    this.due = performance.now() + timeoutMs + graceMs;
  }

  /** Its status and headers, or why there are none; undefined as long as neither is known. */
  get outcome(): (FetchAnswer & { kind: 'head' }) | { readonly failure: HttpErrorCode } | undefined {
    this.#look();
    if (this.#head !== undefined) return this.#head;
    return this.#failure && { failure: this.#failure };
  }

  /** Whether `read` has something to say. */
  get readable(): boolean {
    this.#look();
    return this.#chunks.length > 0 || this.#ended || this.#failure !== undefined;
  }

  /** Bytes of the body; none where there are none yet; undefined at the end. @throws {StreamFailure} */
  read(most: number): Uint8Array | undefined {
    this.#look();
    const [chunk] = this.#chunks;
    if (chunk === undefined) {
      if (this.#failure !== undefined) throw new StreamFailure('http', this.#failure);
      return this.#ended ? undefined : new Uint8Array();
    }
    const bytes = chunk.subarray(0, most);
    if (bytes.length === chunk.length) this.#chunks.shift();
    else this.#chunks[0] = chunk.subarray(most);
    this.#fetcher.post({ kind: 'more', id: this.#id, bytes: bytes.length });
    return bytes;
  }

  take(answer: FetchAnswer): void {
    if (answer.kind === 'head') this.#head = answer;
    else if (answer.kind === 'chunk') this.#chunks.push(answer.bytes);
    else if (answer.kind === 'end') this.#ended = true;
    else this.#failure = answer.code;
  }

  cancel(): void {
    this.#fetcher.drop(this.#id);
  }

  #look(): void {
    this.#fetcher.receive();
    if (!this.#ended && performance.now() >= this.due) this.#failure ??= { tag: 'HTTP-response-timeout' };
  }
}

/** The thread that asks in the network for this one. */
export class Fetcher {
  readonly #thread: AnsweringThread<ToFetcher, FetchAnswer>;
  readonly #fetches = new Map<number, Fetch>();
  #serial = 0;

  /** @throws Error where there is no shared memory, or messages come by the event loop alone */
  static async start(platform: Platform): Promise<Fetcher> {
    if (!AnsweringThread.isPossible(platform)) {
      throw new Error(
        `the grant http is not to be had here (${platform.name}): it takes shared memory, and messages that a thread that sleeps can read`,
      );
    }
    return new Fetcher(await AnsweringThread.start(platform, { role: 'fetcher', name: 'polyray http', does: 'fetches' }));
  }

  private constructor(thread: AnsweringThread<ToFetcher, FetchAnswer>) {
    this.#thread = thread;
  }

  /** Counts answers. */
  get bell(): Int32Array {
    return this.#thread.bell;
  }

  fetch(request: FetchRequest): Fetch {
    const id = this.#serial++;
    const fetch = new Fetch(this, id, request.timeoutMs);
    this.#fetches.set(id, fetch);
    const { end } = this.#thread;
    if (end === undefined) this.post({ kind: 'fetch', id, request });
    else fetch.take({ kind: 'failed', id, code: { tag: 'internal-error', val: end.message } });
    return fetch;
  }

  post(message: ToFetcher): void {
    this.#thread.post(message);
  }

  /** Ends the thread. */
  close(): Promise<void> {
    return this.#thread.close();
  }

  /** Takes in what has come. */
  receive(): void {
    for (let answer = this.#thread.receive(); answer !== undefined; answer = this.#thread.receive())
      this.#fetches.get(answer.id)?.take(answer);
  }

  drop(id: number): void {
    if (this.#fetches.delete(id)) this.post({ kind: 'cancel', id });
  }
}
