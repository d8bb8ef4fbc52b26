import type { Id } from '../coordinator/events.ts';
import { dispose } from '../dispose-symbols.ts';
import type { ObjectID } from '../id/object-id.ts';
import type { HandleCounts } from './handle-counts.ts';

/** Who counts the handles of a thread. */
export interface HandleOwner {
  /** The public name of an object. */
  objectId(id: Id): ObjectID;
  /** One handle is not needed any more. */
  drop(id: Id): void;
  readonly handles: HandleCounts;
}

declare const type: unique symbol;

/**
 * A handle on an object: the result of a task, or what `put` stored. The object lives as long as a handle on it does
 * anywhere: in a program's variables, inside other objects, in arguments on their way, in an actor's state. Collected
 * handles let go by themselves, disposed ones at once.
 */
export class ObjectRef<out T = unknown> {
  readonly #owner: HandleOwner;
  readonly #number: Id;
  #disposed = false;
  /** Never present at run time: carries the value's type to the compiler. */
  declare readonly [type]?: () => T;

  /** @internal One handle on the object must have been granted to this thread. */
  constructor(owner: HandleOwner, number: Id) {
    this.#owner = owner;
    this.#number = number;
    owner.handles.add(this, number);
  }

  /** @internal Its number inside the runtime. */
  get number(): Id {
    return this.#number;
  }

  /** @internal */
  get owner(): HandleOwner {
    return this.#owner;
  }

  /** The object's, the same in every reference to it. */
  get id(): ObjectID {
    return this.#owner.objectId(this.#number);
  }

  /** Whether it was disposed of. */
  get disposed(): boolean {
    return this.#disposed;
  }

  /** Lets go now instead of when the handle is collected. Nothing can be done with it afterwards. */
  [dispose](): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#owner.handles.dispose(this.#number);
  }

  /** `ObjectRef(3f2a...)`, with all the digits. */
  toString(): string {
    return `ObjectRef(${this.id.toHex()})`;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}
