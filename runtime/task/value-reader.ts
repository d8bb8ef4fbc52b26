import type { References } from '../codec/references.ts';
import { SharedViewGuard } from '../codec/shared-view-guard.ts';
import { ValueCodec } from '../codec/value-codec.ts';
import { dependency, type Failure, type Id, type TaskSpec, type Value } from '../coordinator/events.ts';
import { ObjectWrittenError } from '../errors.ts';
import { Memories } from '../object/memories.ts';
import { type HandleOwner, ObjectRef } from '../object/object-ref.ts';
import type { Channel } from './channel.ts';
import { failureError } from './failure-error.ts';

const nothing: readonly never[] = [];

/** Makes and recognises what counts as a reference beside ObjectRef: actor handles. */
export interface HandleKinds {
  /** What a handle travels as. */
  idOf(value: object): { readonly id: Id; readonly extra: unknown } | undefined;
  /** `ref` is the handle's own count. */
  make(ref: ObjectRef, extra: unknown): object;
  /** Makes something else of every reference and handle, which then counts as one by itself. */
  readonly own?: ((id: Id, extra: unknown) => object) | undefined;
}

/** How a value is read. */
interface Reading {
  readonly id: Id;
  /** Handles that it makes must still be asked for. */
  readonly holds: boolean;
  /** The reader has a lease of its own on a small object. */
  readonly leased: boolean;
  readonly dependencies?: readonly unknown[];
  /** Nothing of it is used after the task. */
  readonly lent?: boolean;
}

export interface ValueReaderOptions {
  readonly client: Id;
  readonly channel: Channel;
  readonly handles: HandleKinds;
  /** Whose the references in values are. */
  readonly owner: HandleOwner;
  /** The number of one of its references. @throws {TypeError} */
  readonly numberOf: (ref: ObjectRef, what: string) => Id;
  /** Why a task was cancelled, where that was said in this thread. */
  readonly reasonOf: (task: Id) => { readonly reason: unknown } | undefined;
  /** Looks for writers to shared objects. */
  readonly debug: boolean;
  /** Takes in shared memory that was sent and not yet received. */
  readonly pullMemory: () => void;
  /** Much shared memory was seen: some of it may be garbage. */
  readonly onLitter: () => void;
}

/** Reads what the store and messages hold, and says what of it this thread holds on to. */
export class ValueReader {
  readonly codec: ValueCodec;
  readonly memories: Memories;
  readonly #options: ValueReaderOptions;
  readonly #channel: Channel;
  readonly #guard: SharedViewGuard | undefined;
  /** Handles made by the decoding that goes on. */
  #made: Map<Id, object> | undefined;
  /** Whether they must still be asked for. */
  #holds = false;

  constructor(options: ValueReaderOptions) {
    this.#options = options;
    this.#channel = options.channel;
    this.#guard = options.debug ? new SharedViewGuard() : undefined;
    this.codec = new ValueCodec(this.#references());
    this.memories = new Memories({
      unlease: (block) => this.#channel.send({ type: 'unlease', block, count: 1 }),
      pull: options.pullMemory,
      littered: options.onLitter,
    });
  }

  error(failure: Failure): Error {
    // references in an error are not granted with it: they are asked for
    return failureError(failure, {
      decode: (bytes) => this.#decode(bytes, {}, true),
      hexOf: (id) => this.#options.owner.objectId(id).toHex(),
    });
  }

  /** What a function was made from. */
  readDefinition(data: Uint8Array): unknown {
    return this.#decode(data, {}, true);
  }

  /** What a reply brings, and nobody reads. */
  giveBack(value: Value): void {
    if (value.kind === 'error') return;
    for (const id of value.refs) this.#options.owner.drop(id);
    if (value.kind !== 'stored') return;
    if (value.block === value.memory) this.memories.takeBuffer(value.memory, false);
    this.#channel.send({ type: 'unlease', from: this.#options.client, block: value.block, count: 1 });
  }

  /** The value of a reply: its references are granted already. @param id whose value it is */
  readReply(value: Value, id: Id): unknown {
    this.checkWritten();
    if (value.kind === 'scalar') return value.scalar;
    return this.#read(value, { id, holds: false, leased: true });
  }

  /**
   * @param task the name of the one that has just ended; default: somebody in this thread wrote
   * @throws {ObjectWrittenError} in debug mode, when an object that this thread has a view of was written to
   */
  checkWritten(task?: string): void {
    if (this.#guard === undefined) return;
    const written = this.#guard.verify();
    for (const name of written) this.#guard.forget(name); // said once
    if (written.length === 0) return;
    throw new ObjectWrittenError(written, task === undefined ? 'Code in this thread, or a task,' : `Task "${task}"`);
  }

  /**
   * What a task was given: whatever of it is kept must still be asked for, before the task ends.
   *
   * @param lent nothing of it is used after the task: small objects are not copied out either
   */
  readArguments(task: TaskSpec, args: readonly Value[], lent = false): unknown[] {
    let taken = 0;
    const read = (place: number, id: Id, dependencies = nothing as readonly unknown[]) => {
      taken = place + 1;
      return this.#read(args[place]!, { id, holds: true, leased: false, dependencies, lent });
    };
    try {
      const dependencies: readonly unknown[] = task.deps.length === 0 ? nothing : task.deps.map((id, i) => read(i, id));
      if (task.bulk !== undefined) return read(task.deps.length, task.bulk, dependencies) as unknown[];
      if (!(task.args instanceof Uint8Array)) return dependencies === nothing ? (task.args as unknown[]) : filled(task.args, dependencies);
      return this.#decode(task.args, { dependencies }, true) as unknown[];
    } catch (error) {
      this.leaveArguments(args.slice(taken), true);
      throw error;
    }
  }

  /** Arguments that nobody reads. @param leased they are until this thread says otherwise; not so when the offer was withdrawn */
  leaveArguments(args: readonly Value[], leased: boolean): void {
    for (const value of args) {
      if (value.kind !== 'stored' || value.block !== value.memory) continue;
      this.memories.takeBuffer(value.memory, false);
      if (leased) this.#channel.send({ type: 'unlease', from: this.#options.client, block: value.block, count: 1 });
    }
  }

  #read(value: Value, { id, holds, leased, dependencies = nothing, lent = false }: Reading): unknown {
    switch (value.kind) {
      case 'scalar':
        return value.scalar;
      case 'inline':
        return this.#decode(value.bytes, { dependencies }, holds, value.refs);
      case 'error': {
        const error = this.error(value.error);
        const told = value.error.kind === 'cancelled' ? this.#options.reasonOf(id) : undefined;
        if (told !== undefined) error.cause = told.reason;
        throw error;
      }
      case 'stored': {
        const { block, memory, offset, bytes: length } = value;
        if (block === memory) {
          const bytes = new Uint8Array(this.memories.takeBuffer(memory, !lent), offset, length);
          // the attempt keeps it in place for as long as it was lent
          if (lent) this.#channel.send({ type: 'unlease', from: this.#options.client, block, count: 1 });
          this.#guard?.watch(this.#options.owner.objectId(id).toHex(), bytes);
          return this.#decode(bytes, { share: true, dependencies }, holds, value.refs);
        }
        const bytes = new Uint8Array(this.memories.segment(memory), offset, length);
        try {
          return this.#decode(bytes, { share: lent, dependencies }, holds, value.refs);
        } finally {
          if (leased) this.#channel.send({ type: 'unlease', block, count: 1 });
        }
      }
    }
  }

  #decode(
    bytes: Uint8Array,
    options: { readonly share?: boolean; readonly dependencies?: readonly unknown[] },
    holds: boolean,
    refs: readonly Id[] = nothing,
  ): unknown {
    const outer = this.#made;
    const outerHolds = this.#holds;
    this.#made = undefined;
    this.#holds = holds;
    try {
      return this.codec.decode(bytes, options);
    } finally {
      const made = this.#made as Map<Id, object> | undefined;
      if (!holds && refs.length > 0) for (const id of refs) if (made?.has(id) !== true) this.#options.owner.drop(id);
      this.#made = outer;
      this.#holds = outerHolds;
    }
  }

  #handle(id: Id, extra: unknown): object {
    const ref = new ObjectRef(this.#options.owner, id);
    return extra === undefined ? ref : this.#options.handles.make(ref, extra);
  }

  #references(): References {
    const { handles, numberOf } = this.#options;
    return {
      idOf: (value) => {
        if (value instanceof ObjectRef) return { id: numberOf(value, 'A reference in a value') };
        return handles.idOf(value);
      },
      fromId: (id, extra) => {
        const known = this.#made?.get(id);
        if (known !== undefined) return known;
        if (this.#holds) this.#channel.send({ type: 'hold', id });
        const made = handles.own?.(id, extra) ?? this.#handle(id, extra);
        this.#made ??= new Map();
        this.#made.set(id, made);
        return made;
      },
    };
  }
}

/** Arguments with the values of dependencies in their places. */
function filled(args: readonly unknown[], dependencies: readonly unknown[]): unknown[] {
  let next = 0;
  return args.map((value) => (value === dependency ? dependencies[next++] : value));
}
