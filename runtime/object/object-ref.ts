import type { Id } from '../coordinator/events.ts';
import type { ObjectID } from '../id/object-id.ts';

/** Who counts the handles of a thread. @internal */
export interface HandleOwner {
  /** The public name of an object. */
  objectId(id: Id): ObjectID;
  /** One handle is not needed any more. */
  drop(id: Id): void;
}

/** What outlives the handle; a token to unregister by would cost more than everything else here together. */
interface Held {
  readonly owner: HandleOwner;
  readonly id: Id;
  released: boolean;
}

function release(held: Held): void {
  if (held.released) return;
  held.released = true;
  held.owner.drop(held.id);
}

const collected = new FinalizationRegistry<Held>(release);
declare const type: unique symbol;

/**
 * A handle on an object: the result of a task, or what `put` stored. The object lives as long as a handle on it does
 * anywhere: in a program's variables, inside other objects, in arguments on their way, in an actor's state. Collected
 * handles let go by themselves, disposed ones at once.
 */
export class ObjectRef<out T = unknown> {
  readonly #held: Held;
  /** Never present at run time: carries the value's type to the compiler. */
  declare readonly [type]?: () => T;

  /** @internal One handle on the object must have been granted to this thread. */
  constructor(owner: HandleOwner, number: Id) {
    this.#held = { owner, id: number, released: false };
    collected.register(this, this.#held);
  }

  /** @internal Its number inside the runtime. */
  get number(): Id {
    return this.#held.id;
  }

  /** @internal */
  get owner(): HandleOwner {
    return this.#held.owner;
  }

  /** The object's, the same in every reference to it. */
  get id(): ObjectID {
    return this.#held.owner.objectId(this.#held.id);
  }

  /** Whether it was disposed of. */
  get disposed(): boolean {
    return this.#held.released;
  }

  /** Lets go now instead of when the handle is collected. Nothing can be done with it afterwards. */
  [Symbol.dispose](): void {
    release(this.#held);
  }

  /** `ObjectRef(3f2a...)`, with all the digits. */
  toString(): string {
    return `ObjectRef(${this.id.toHex()})`;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}
