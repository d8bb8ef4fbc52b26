import type { Id } from '../coordinator/events.ts';

/** Open questions of one client whose times are kept; a power of two. */
const kept = 4096;

interface Asks {
  readonly requests: Float64Array;
  readonly times: Float64Array;
}

/** When clients asked; older questions than the last 4096 of a client are forgotten. */
export class AskTimes {
  readonly #clients = new Map<Id, Asks>();
  /** Of the client that was looked for last. */
  #client: Id | undefined;
  #asks: Asks | undefined;

  asked(client: Id, request: Id, now: number): void {
    const own = this.#of(client) ?? this.#open(client);
    const at = request & (kept - 1);
    own.requests[at] = request;
    own.times[at] = now;
  }

  /** When it was asked, in ms; undefined when that is not known. */
  answered(client: Id, request: Id): number | undefined {
    const own = this.#of(client);
    const at = request & (kept - 1);
    if (own === undefined || own.requests[at] !== request) return undefined;
    own.requests[at] = 0; // requests are numbered from 1
    return own.times[at];
  }

  forget(client: Id): void {
    this.#clients.delete(client);
    this.#client = undefined;
  }

  #of(client: Id): Asks | undefined {
    if (client !== this.#client) {
      this.#client = client;
      this.#asks = this.#clients.get(client);
    }
    return this.#asks;
  }

  #open(client: Id): Asks {
    this.#asks = { requests: new Float64Array(kept), times: new Float64Array(kept) };
    this.#clients.set(client, this.#asks);
    return this.#asks;
  }
}
