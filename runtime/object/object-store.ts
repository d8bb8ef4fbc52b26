import { ObjectID } from '../id/object-id.ts';
import type { CoreWorker } from '../task/core-worker.ts';
import { type GetOptions, getOne } from '../task/get.ts';
import { inspect } from '../task/inspect.ts';
import type { Runtime } from '../task/runtime.ts';
import type { Passes } from '../task/types.ts';
import { ObjectRef } from './object-ref.ts';

/**
 * The objects of a runtime: `ray.store`, or `store` in the driver and in tasks. Objects can be named by a reference, or by
 * an id, which does not keep them alive.
 */
export class ObjectStore {
  readonly #runtime: () => Runtime;

  /** @internal */
  constructor(runtime: () => Runtime) {
    this.#runtime = runtime;
  }

  /** Stores a value. A store without room for it says so by `get`, when waiting for room did not help. */
  put<T>(value: T, ..._: Passes<T>): ObjectRef<T> {
    if ((value as unknown) instanceof ObjectRef) throw new TypeError('Cannot put an ObjectRef: it is a reference already');
    const { core } = this.#runtime();
    return new ObjectRef<T>(core, core.put(value));
  }

  /**
   * The value, when there is one.
   *
   * @throws {ObjectLostError} when it was freed or deleted
   */
  async get<T = unknown>(object: ObjectRef<T> | ObjectID, options: GetOptions = {}): Promise<T> {
    const { core } = this.#runtime();
    if (object instanceof ObjectRef) return (await getOne(core, object, options)) as T;
    using ref = held(core, object);
    return (await getOne(core, ref, options)) as T;
  }

  /** Takes the value away, whoever has references to it: reading it gives an ObjectLostError. What was read before stays. */
  delete(object: ObjectRef | ObjectID): void {
    const { core } = this.#runtime();
    core.channel.send({ type: 'delete', id: numberOf(core, object) });
  }

  /** Whether it has a value now, in memory or on disk. */
  async contains(object: ObjectRef | ObjectID): Promise<boolean> {
    const { core } = this.#runtime();
    const [row] = await inspect(core, { table: 'objects', ids: [numberOf(core, object)] });
    return row?.state === 'ready';
  }

  /** The number of objects that have a value, or will have one when their task is done. */
  async size(): Promise<number> {
    return (await this.#figures()).objects;
  }

  /**
   * Bytes of shared memory that are given out, at most `capacity`. Objects of more than 256 KiB have memory of their own;
   * smaller ones share slabs of 1 MiB, which count as a whole; those of up to 8 KiB travel in messages and count nothing.
   */
  async bytesUsed(): Promise<number> {
    return (await this.#figures()).bytesUsed;
  }

  /** Bytes of shared memory that there may be: `objectStoreBytes` of `init`. */
  async capacity(): Promise<number> {
    return (await this.#figures()).capacity;
  }

  /** Bytes of objects on disk. */
  async bytesOnDisk(): Promise<number> {
    return (await this.#figures()).bytesOnDisk;
  }

  async #figures() {
    const [row] = await inspect(this.#runtime().core, { table: 'store' });
    return row!;
  }
}

function numberOf(core: CoreWorker, object: ObjectRef | ObjectID): number {
  return object instanceof ObjectID ? core.numberOfId(object) : core.numberOf(object, 'object');
}

/** A handle on what may exist. */
function held(core: CoreWorker, id: ObjectID): ObjectRef {
  const number = numberOf(core, id);
  core.channel.send({ type: 'hold', id: number });
  return new ObjectRef(core, number);
}
