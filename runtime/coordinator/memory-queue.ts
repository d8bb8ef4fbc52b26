import { driver, type Id } from './events.ts';
import type { Alarm, Block, Client, MemoryRequest, State } from './state.ts';

/** How long after the first time clients are asked again to look for memory that they cannot see any more; then twice as long. */
const collectMs = 100;

/** Who waits for memory, first come, first served, and each only so long. */
export class MemoryQueue {
  readonly #state: State;
  readonly #timeoutMs: number;
  #requests: MemoryRequest[] = [];
  /** Clients were asked to look for memory that they cannot see any more; when they are asked again. */
  readonly #shortage: Alarm = { at: Infinity, place: -1, of: 'shortage' };
  #collectMs = collectMs;

  constructor(state: State, timeoutMs: number) {
    this.#state = state;
    this.#timeoutMs = timeoutMs;
  }

  get empty(): boolean {
    return this.#requests.length === 0;
  }

  /** Bytes that are waited for. */
  get wanted(): number {
    let wanted = 0;
    for (const { bytes, over } of this.#requests) if (!over) wanted += bytes;
    return wanted;
  }

  /** For a client's new block, or to read back one that is on disk. */
  add(client: Client | undefined, request: Id, bytes: number, slab: boolean, block: Block | undefined): void {
    const one: MemoryRequest = { kind: 'memory', client, request, bytes, slab, block, alarm: undefined, over: false };
    one.alarm = { at: this.#state.now + this.#timeoutMs, place: -1, of: one };
    this.#state.alarms.add(one.alarm);
    if (block !== undefined) block.request = one;
    else client!.requests.set(request, one);
    this.#requests.push(one);
  }

  /** It is answered, or not wanted any more. */
  close(request: MemoryRequest): void {
    request.over = true;
    this.#state.alarms.remove(request.alarm!);
    if (request.block !== undefined) request.block.request = undefined;
    else request.client!.requests.delete(request.request);
  }

  /** Serves them in order, as long as they fit. */
  serve(fits: (bytes: number) => boolean, give: (request: MemoryRequest) => void): void {
    let at = 0;
    for (; at < this.#requests.length; at++) {
      const request = this.#requests[at]!;
      if (request.over) continue;
      if (!fits(request.bytes)) break;
      this.close(request);
      give(request);
    }
    if (at > 0) this.#requests = this.#requests.slice(at);
    if (this.#requests.length > 0) return;
    this.#collectMs = collectMs;
    this.#state.alarms.remove(this.#shortage);
  }

  /** Views and handles are given back when they are found to be garbage; nobody looks for that because memory is short here. */
  askToCollect(): void {
    if (this.#shortage.place >= 0) return;
    for (const { id, leases, handles } of this.#state.clients.values()) {
      // the driver's handles have no list
      const mayHold = id === driver || handles.size > 0 || [...leases.keys()].some(({ slab }) => !slab);
      if (mayHold) this.#state.actions.push({ type: 'collect', client: id });
    }
    this.#shortage.at = this.#state.now + this.#collectMs;
    this.#collectMs *= 2;
    this.#state.alarms.add(this.#shortage);
  }
}
