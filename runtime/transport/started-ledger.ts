import type { Id } from '../coordinator/events.ts';
import type { ClientEvent } from './event-codec.ts';
import type { RingObserver } from './link.ts';

// One entry:  0       4          8       16        24
//             +-------+----------+-------+---------+
//             | state | position | task  | attempt |
//             +-------+----------+-------+---------+
// State: 0 free, 1 begun, 2 done once the ring is published up to `position`. The state is stored last.
const entryBytes = 24;
const begun = 1;
const finished = 2;

/**
 * Memory for a ledger.
 * @param entries How many tasks it holds at once.
 */
export function ledgerMemory(entries = 1024): SharedArrayBuffer {
  return new SharedArrayBuffer(entries * entryBytes);
}

/**
 * What a worker has begun and not finished, in memory that outlives its thread. A completion and its entry agree at
 * whatever instruction the thread is killed: the entry first learns up to where the ring must be published for the
 * completion to count, then the ring is published, then the entry is freed.
 */
export class StartedLedger implements RingObserver<ClientEvent> {
  readonly #ints: Int32Array;
  readonly #doubles: Float64Array;
  readonly #free: number[] = [];
  readonly #entryOf = new Map<Id, number>();
  readonly #finished: number[] = [];

  /** The worker's side. */
  constructor(memory: SharedArrayBuffer) {
    this.#ints = new Int32Array(memory);
    this.#doubles = new Float64Array(memory);
    for (let entry = Math.floor(memory.byteLength / entryBytes) - 1; entry >= 0; entry--) this.#free.push(entry);
  }

  /**
   * To be called before the task's first instruction.
   * @returns False when the ledger is full: say `started` instead, and flush before the task begins.
   */
  begin(task: Id, attempt: number): boolean {
    const entry = this.#free.pop();
    if (entry === undefined) return false;
    this.#doubles[3 * entry + 1] = task;
    this.#doubles[3 * entry + 2] = attempt;
    Atomics.store(this.#ints, 6 * entry, begun);
    this.#entryOf.set(task, entry);
    return true;
  }

  /** A completion ends at this position of the ring, not yet published. */
  written(event: ClientEvent, position: number): void {
    if (event.type !== 'done' && event.type !== 'failed') return;
    const entry = this.#entryOf.get(event.task);
    if (entry === undefined) return;
    this.#entryOf.delete(event.task);
    this.#ints[6 * entry + 1] = position;
    Atomics.store(this.#ints, 6 * entry, finished);
    this.#finished.push(entry);
  }

  /** The ring is published: frees the entries of all completions so far. */
  published(): void {
    for (let entry = this.#finished.pop(); entry !== undefined; entry = this.#finished.pop()) {
      Atomics.store(this.#ints, 6 * entry, 0);
      this.#free.push(entry);
    }
  }
}

/**
 * What a worker that is gone had begun and not finished.
 * @param published Up to where its ring was published.
 */
export function startedIn(memory: SharedArrayBuffer, published: number): [task: Id, attempt: number][] {
  const ints = new Int32Array(memory);
  const doubles = new Float64Array(memory);
  const started: [Id, number][] = [];
  for (let entry = 0; entry < Math.floor(memory.byteLength / entryBytes); entry++) {
    const state = Atomics.load(ints, 6 * entry);
    const open = state === begun || (state === finished && ((ints[6 * entry + 1]! - published) | 0) > 0);
    if (open) started.push([doubles[3 * entry + 1]!, doubles[3 * entry + 2]!]);
  }
  return started;
}
