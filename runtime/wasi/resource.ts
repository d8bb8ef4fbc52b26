import { dispose } from '../dispose-symbols.ts';

/** What an instance may hold at once: streams, files, fields and so on. */
const mostHandles = 10_000;

/** What one instance holds on the host's side: bounded, and nothing is left of it when the instance ends. */
export class Handles {
  readonly #held = new Set<Resource>();

  get size(): number {
    return this.#held.size;
  }

  /**
   * Before something is taken hold of for a resource to come.
   *
   * @throws {RangeError} when there is no room for one. It ends the instance: there is no way to tell a component
   */
  check(): void {
    if (this.#held.size >= mostHandles) throw new RangeError(`it holds more than ${mostHandles} resources`);
  }

  /** @throws {RangeError} */
  add(resource: Resource): void {
    this.check();
    this.#held.add(resource);
  }

  /** False when it is not held any more. */
  remove(resource: Resource): boolean {
    return this.#held.delete(resource);
  }

  /** Lets go of everything. @throws what one of them throws, when all are let go of */
  close(): void {
    let failure: { readonly error: unknown } | undefined;
    for (const resource of this.#held) {
      try {
        resource[Symbol.dispose]();
      } catch (error) {
        failure = { error };
      }
    }
    if (failure !== undefined) throw failure.error;
  }
}

/** A WIT resource that the host implements. Dropped by the component, or with its instance. */
export abstract class Resource {
  readonly handles: Handles;

  constructor(handles: Handles) {
    this.handles = handles;
    handles.add(this);
  }

  [dispose](): void {
    if (this.handles.remove(this)) this.release();
  }

  /** Gives back what it stands for; called once. */
  protected release(): void {}
}
