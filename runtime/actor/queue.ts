import { registerType } from '../codec/registered-types.ts';
import { dispose } from '../dispose-symbols.ts';
import { QueueEmptyError, QueueFullError } from '../errors.ts';
import { ObjectRef } from '../object/object-ref.ts';
import type { CoreWorker } from '../task/core-worker.ts';
import { moduleDefinition } from '../task/definition.ts';
import { getOne } from '../task/get.ts';
import { currentRuntime } from '../task/runtime.ts';
import { isCount } from '../task/task-options.ts';
import { actorNumber, handleOwner } from './actor-handle.ts';
import type { ActorHandle, ActorOptions } from './actor-types.ts';
import type { QueueActor, QueuedItem } from './queue-actor.ts';
import { remoteClass } from './remote-class.ts';

/** How a queue is made. */
export interface QueueOptions {
  /** Items at most. Default 0: no limit. */
  readonly maxSize?: number;
  /** Of the actor that keeps the items. Its `maxConcurrency`, 10 000 by default, bounds the gets and puts that wait. */
  readonly actorOptions?: ActorOptions;
}

/** How long to wait for an item, or for room. */
export interface QueueWaitOptions {
  /** Default: no limit. */
  readonly timeoutMs?: number | undefined;
}

const makeQueueActor = () =>
  remoteClass(
    {
      definition: moduleDefinition(() => import('./queue-actor.ts'), 'QueueActor', import.meta.url),
      code: undefined,
      numbers: new WeakMap(),
      runtime: currentRuntime,
    },
    { maxConcurrency: 10_000 },
  );
let queueActor: ReturnType<typeof makeQueueActor> | undefined;
let registered = false;

/**
 * A first-in, first-out queue between tasks and actors, kept by an actor of its own. Can be an argument, a result or part
 * of one: all of them are the same queue. Large items are not copied on their way through it.
 *
 * @example
 * const queue = new Queue<Float64Array>({ maxSize: 8 });
 * producer.remote(queue);
 * const block = await queue.get({ timeoutMs: 1000 });
 */
export class Queue<T = unknown> {
  /** 0 for no limit. */
  readonly maxSize: number;
  readonly #actor: ActorHandle<QueueActor>;
  readonly #core: CoreWorker;

  /** @param actor internal: of a queue that exists */
  constructor({ maxSize = 0, actorOptions = {} }: QueueOptions = {}, actor?: ActorHandle<QueueActor>) {
    if (!isCount(maxSize, 0, Number.MAX_SAFE_INTEGER)) {
      throw new RangeError(`maxSize must be a whole number of at least 0, is ${String(maxSize)}`);
    }
    this.maxSize = maxSize;
    queueActor ??= makeQueueActor();
    this.#actor = actor ?? (queueActor.options(actorOptions).remote(maxSize) as ActorHandle<QueueActor>);
    this.#core = handleOwner(this.#actor);
  }

  /** Resolves when the queue has it; waits for room. @throws {QueueFullError} when none comes in time */
  async put(item: T, { timeoutMs }: QueueWaitOptions = {}): Promise<void> {
    const limit = checkLimit(timeoutMs);
    const added = await this.#boxed([item], ([one]) => this.#actor.put.remote(one!, limit));
    if (!added) throw new QueueFullError(`Cannot put an item: the queue has ${this.maxSize}, its maxSize`);
  }

  /** @throws {QueueFullError} when there is no room now */
  putNowait(item: T): Promise<void> {
    return this.put(item, { timeoutMs: 0 });
  }

  /** All of them, or none. @throws {QueueFullError} when there is no room for all of them now */
  async putNowaitBatch(items: Iterable<T>): Promise<void> {
    const all = [...items];
    const added = await this.#boxed(all, (boxes) => this.#actor.putBatch.remote(boxes));
    if (!added)
      throw new QueueFullError(`Cannot put ${all.length} items: the queue has no room for so many; its maxSize is ${this.maxSize}`);
  }

  /** The oldest item; waits for one. @throws {QueueEmptyError} when none comes in time */
  async get({ timeoutMs }: QueueWaitOptions = {}): Promise<T> {
    const box = await this.#answer(this.#actor.get.remote(checkLimit(timeoutMs)));
    if (box === undefined) throw new QueueEmptyError('Cannot get an item: the queue is empty');
    return await this.#unbox(box);
  }

  /** @throws {QueueEmptyError} when there is none now */
  getNowait(): Promise<T> {
    return this.get({ timeoutMs: 0 });
  }

  /** The `count` oldest items. @throws {QueueEmptyError} when there are fewer now; then all of them stay */
  async getNowaitBatch(count: number): Promise<T[]> {
    if (!isCount(count, 0, Number.MAX_SAFE_INTEGER)) {
      throw new RangeError(`count must be a whole number of at least 0, is ${String(count)}`);
    }
    const boxes = await this.#answer(this.#actor.getBatch.remote(count));
    if (boxes === undefined) throw new QueueEmptyError(`Cannot get ${count} items: the queue has fewer`);
    return await Promise.all(boxes.map((box) => this.#unbox(box)));
  }

  /** Items in it now. */
  size(): Promise<number> {
    return this.#answer(this.#actor.size.remote());
  }

  /** There is no item in it now. */
  async empty(): Promise<boolean> {
    return (await this.size()) === 0;
  }

  /** There is no room in it now. */
  async full(): Promise<boolean> {
    return this.maxSize > 0 && (await this.size()) >= this.maxSize;
  }

  /** Ends it for everybody, with what is in it: whoever waits, or uses it later, gets an ActorDiedError. */
  shutdown(): void {
    const actor = actorNumber(this.#core, this.#actor, 'The queue');
    this.#core.channel.send({ type: 'kill', actor, restart: false });
  }

  /** Lets go of this handle; the last one that goes ends the queue. */
  [dispose](): void {
    this.#actor[Symbol.dispose]();
  }

  /** The items' references go as soon as the actor has its own. */
  async #boxed<R>(items: readonly T[], call: (boxes: QueuedItem[]) => ObjectRef<R>): Promise<R> {
    const refs = items.map((item) => new ObjectRef(this.#core, this.#core.put(item)));
    try {
      return await this.#answer(call(refs.map((ref): QueuedItem => [ref])));
    } finally {
      for (const ref of refs) ref[Symbol.dispose]();
    }
  }

  async #unbox([item]: QueuedItem): Promise<T> {
    return await this.#answer(item as ObjectRef<T>);
  }

  /** The value of a reference that nobody else has. */
  async #answer<R>(ref: ObjectRef<R>): Promise<R> {
    try {
      return (await getOne(this.#core, ref)) as R;
    } finally {
      ref[Symbol.dispose]();
    }
  }

  /** @internal Lets queues be arguments and results: for every thread. */
  static register(): void {
    if (registered) return;
    registered = true;
    registerType<Queue, { readonly actor: ActorHandle<QueueActor>; readonly maxSize: number }>({
      name: 'polyray.Queue',
      class: Queue,
      toPlain: (queue) => ({ actor: queue.#actor, maxSize: queue.maxSize }),
      fromPlain: ({ actor, maxSize }) => new Queue({ maxSize }, actor),
    });
  }
}

/** As a timer takes it; undefined: none. */
function checkLimit(timeoutMs: number | undefined): number | undefined {
  if (timeoutMs === undefined || timeoutMs === Number.POSITIVE_INFINITY) return undefined;
  if (typeof timeoutMs !== 'number' || !(timeoutMs >= 0)) throw new RangeError(`timeoutMs must be a number of at least 0, is ${timeoutMs}`);
  return Math.min(timeoutMs, 2 ** 31 - 1);
}
