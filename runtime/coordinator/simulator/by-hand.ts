import { Coordinator, type CoordinatorOptions } from '../coordinator.ts';
import { type Action, driver, type EncodedTask, type Event, type Id, type PoolSpec, type Value } from '../events.ts';
import type { Saying } from './client.ts';

/** One of every kind of action. */
export type Of<T extends Action['type']> = Extract<Action, { type: T }>;

/** A machine that is driven event by event; what it does is kept. */
export class ByHand {
  readonly machine: Coordinator;
  /** Since the last `take`. */
  #actions: Action[] = [];
  #now = 0;

  constructor(options: Partial<CoordinatorOptions> = {}) {
    this.machine = new Coordinator({ capacity: 2 ** 30, ...options });
  }

  /** The driver says something. */
  say(...sayings: readonly Saying[]): this {
    return this.from(driver, ...sayings);
  }

  from(client: Id, ...sayings: readonly Saying[]): this {
    for (const saying of sayings) {
      const event: Event = { ...saying, from: client };
      this.#actions.push(...this.machine.step([{ type: 'tick', from: driver, now: this.#now }, event]));
    }
    return this;
  }

  /** Time passes. */
  wait(ms: number): this {
    this.#now += ms;
    this.#actions.push(...this.machine.step([{ type: 'tick', from: driver, now: this.#now }]));
    return this;
  }

  /** What was done since the last `take`. */
  take(): Action[] {
    return this.#actions.splice(0);
  }

  /** Of one kind, since the last `take`; the others are left. */
  takeAll<T extends Action['type']>(type: T): Of<T>[] {
    const taken = this.#actions.filter((action): action is Of<T> => action.type === type);
    this.#actions = this.#actions.filter((action) => action.type !== type);
    return taken;
  }

  /** Opens a pool; see `pool` for what is left out. */
  open(spec: Partial<PoolSpec> = {}): this {
    return this.say({ type: 'open', pool: pool(spec) });
  }

  /** Every worker that is to start is ready. */
  boot(): Id[] {
    const workers = this.takeAll('spawn').map(({ worker }) => worker);
    for (const worker of workers) this.from(worker, { type: 'ready' });
    return workers;
  }

  /** A worker begins and ends a task. */
  run(worker: Id, task: Id, value: Value = inline(task), attempt = 1): this {
    return this.from(worker, { type: 'started', task, attempt }, { type: 'done', task, attempt, values: [value] });
  }

  /** Answers by request, and their values. */
  replies(): Record<Id, unknown> {
    return Object.fromEntries(this.takeAll('reply').map(({ request, value }) => [request, contentOf(value)]));
  }

  /** `[worker, task]` of what was dispatched. */
  dispatched(): [worker: Id, task: Id][] {
    return this.takeAll('dispatch').map(({ worker, task }) => [worker, task.id]);
  }
}

export const poolId = 1000;

export function pool(spec: Partial<PoolSpec> = {}): PoolSpec {
  const waits = spec.actor?.concurrency === 1 ? 'block' : 'suspend';
  return { id: poolId, name: 'tasks', size: 1, cap: 1, window: 1, waits, ...spec };
}

export function task(id: Id, spec: Partial<EncodedTask> = {}): EncodedTask {
  return { id, pool: poolId, fn: 1, returns: 1, args: new Uint8Array(0), deps: [], refs: [], ...spec };
}

export function submit(id: Id, spec: Partial<EncodedTask> = {}): Saying {
  return { type: 'submit', task: task(id, spec) };
}

export function inline(content: number, refs: readonly Id[] = []): Value {
  return { kind: 'inline', bytes: Uint8Array.of(content), refs };
}

/** What a test compares: the content of an inline value, the kind of a failure, or the block of a stored value. */
function contentOf(value: Value): unknown {
  if (value.kind === 'inline') return value.bytes[0];
  if (value.kind === 'scalar') return value.scalar;
  return value.kind === 'error' ? value.error.kind : { block: value.block, offset: value.offset };
}
