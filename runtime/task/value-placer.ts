import type { Encoded } from '../codec/encoded-value.ts';
import type { ValueCodec } from '../codec/value-codec.ts';
import type { Failure, Id, Value } from '../coordinator/events.ts';
import type { Memories } from '../object/memories.ts';
import { type Grant, SlabWriter } from '../object/slab-writer.ts';
import type { Channel } from './channel.ts';
import type { Question } from './questions.ts';
import { isScalar, scalarValue } from './scalars.ts';

/** How long a thread stands still for memory: then its event loop turns, and what is garbage here may be found and given back. */
const patienceMs = 10;

/** An object that waits for room in the store. */
interface Unplaced {
  answer: Grant | Failure | undefined;
  settle: (answer: Grant | Failure) => void;
}

export interface ValuePlacerOptions {
  readonly client: Id;
  readonly channel: Channel;
  readonly codec: ValueCodec;
  readonly memories: Memories;
  /** Values up to this travel in messages. */
  readonly inlineBytes: number;
  readonly slabBytes: number;
  readonly newId: () => Id;
  readonly drop: (id: Id) => void;
  /** A question of the thread's own. */
  readonly ask: (answered: Question['answered']) => Question;
}

/** Puts values where others can read them: into messages, or into memory that the coordinator gave. */
export class ValuePlacer {
  readonly #options: ValuePlacerOptions;
  readonly #channel: Channel;
  readonly #writer: SlabWriter;
  /** The request for memory that was not answered at once. */
  #unplaced: Unplaced | undefined;

  constructor(options: ValuePlacerOptions) {
    this.#options = options;
    this.#channel = options.channel;
    this.#writer = new SlabWriter({
      slabBytes: options.slabBytes,
      alloc: (bytes) => this.#alloc(bytes),
      seal: (block, objects) => this.#channel.send({ type: 'seal', block, objects }),
      memoryOf: (grant) => this.#memoryOf(grant),
    });
  }

  /**
   * A task's result, or what it yields. Undefined when the store has no room at the moment: then `late` is told, before
   * this returns or after, with the value or with why there is none.
   */
  valueOf(result: unknown, what: string, late: (value: Value) => void): Value | undefined {
    if (isScalar(result)) return scalarValue(result);
    return this.place(this.#options.codec.encode(result, what), late);
  }

  /** Values that were placed, and that nobody will see: their memory is free again when they were objects. */
  discard(values: readonly (Value | undefined)[]): void {
    for (const value of values) {
      if (value?.kind !== 'stored') continue;
      const id = this.#options.newId();
      this.#channel.send({ type: 'put', from: this.#options.client, id, value });
      this.#options.drop(id);
    }
  }

  /** Undefined when the store has no room now: then `late` is told, with the value or with why there is none. */
  place(encoded: Encoded, late: (value: Value) => void): Value | undefined {
    if (encoded.byteLength <= this.#options.inlineBytes) return { kind: 'inline', bytes: encoded.toBytes(), refs: encoded.refs };
    const value = this.#writer.write(encoded);
    if (value !== undefined) return value;
    if (this.#unplaced === undefined) throw new Error('Cannot place an object: the store did not say why');
    const kept = { byteLength: encoded.byteLength, refs: encoded.refs, bytes: encoded.toBytes() };
    const letGo = this.keep(encoded.refs);
    this.#unplaced.settle = (grant) => {
      if ('kind' in grant) late({ kind: 'error', error: grant });
      else late(this.#writer.writeInto(grant, { ...kept, write: (target) => target.set(kept.bytes) }));
      letGo();
    };
    if (this.#unplaced.answer !== undefined) this.#unplaced.settle(this.#unplaced.answer);
    return undefined;
  }

  /** Handles on what a value mentions that is on its way, since this thread may lose its own. @returns what lets go of them */
  keep(mentioned: readonly Id[]): () => void {
    for (const id of mentioned) this.#channel.send({ type: 'hold', id });
    return () => {
      for (const id of mentioned) this.#options.drop(id);
    };
  }

  #alloc(bytes: number): Grant | undefined {
    const state: Unplaced = { answer: undefined, settle: () => {} };
    const question = this.#options.ask((action) => {
      if (action.type === 'grant') state.answer = action.failure ?? action;
      else if (action.type === 'reply' && action.value.kind === 'error') state.answer = action.value.error;
      if (state.answer !== undefined) state.settle(state.answer);
    });
    this.#channel.send({ type: 'alloc', request: question.request, bytes });
    this.#channel.block(() => state.answer !== undefined, { patienceMs });
    if (state.answer !== undefined && !('kind' in state.answer)) return state.answer;
    this.#unplaced = state;
    return undefined;
  }

  #memoryOf(grant: Grant): SharedArrayBuffer {
    return grant.block === grant.memory
      ? this.#options.memories.takeBuffer(grant.memory, false)
      : this.#options.memories.segment(grant.memory);
  }
}
