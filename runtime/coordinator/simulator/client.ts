import type { Action, Event, Failure, Id, Value } from '../events.ts';
import { check } from './violation.ts';
import type { Party, World } from './world.ts';

type Without<T> = T extends unknown ? Omit<T, 'from'> : never;
export type Saying = Without<Event>;
type Grant = Extract<Action, { type: 'grant' }>;
type Answer = Extract<Action, { request: Id }>;

/** What driver and threads have in common: they name, ask, write, read, lease and count handles. */
export abstract class Client implements Party {
  readonly id: Id;
  readonly world: World;
  /** Questions without an answer. */
  readonly asked = new Map<Id, (answer: Answer) => void>();
  /** Questions for items that were given up: an item may be on its way, with a handle on it. */
  readonly forgotten = new Map<Id, Id>();
  /** Buffers that it looks at, once per delivery. */
  readonly views: { readonly value: Value & { readonly kind: 'stored' }; readonly tag: number | undefined }[] = [];
  #serial = 0;
  #requests = 0;
  #slab: { readonly grant: Grant; used: number; objects: number } | undefined;

  constructor(world: World, id: Id) {
    this.world = world;
    this.id = id;
  }

  /** Whether it still speaks. */
  abstract readonly alive: boolean;

  abstract receive(action: Action): void;

  newId(count = 1): Id {
    const first = this.#serial + 1;
    this.#serial += count;
    return this.id * 2 ** 32 + first;
  }

  say(saying: Saying): void {
    if (this.alive) this.world.send({ ...saying, from: this.id });
  }

  /** The request under which an answer is expected. */
  ask(answered: (answer: Answer) => void): Id {
    const request = ++this.#requests;
    this.asked.set(request, answered);
    return request;
  }

  /** What nobody waits for any more gives back what it brings. */
  answer(action: Answer): void {
    const answered = this.asked.get(action.request);
    this.asked.delete(action.request);
    if (answered !== undefined) answered(action);
    else if (action.type === 'grant' && action.failure === undefined) this.say({ type: 'seal', block: action.block, objects: 0 });
    else if (action.type === 'reply') {
      if ((this.forgotten.get(action.request) ?? action.id) !== action.id) this.drop(action.id);
      if (action.value.kind !== 'error') for (const id of action.value.refs) this.drop(id);
      if (action.value.kind === 'stored') this.say({ type: 'unlease', block: action.value.block, count: 1 });
    }
  }

  drop(id: Id): void {
    this.say({ type: 'drop', id, count: 1 });
  }

  /** An object's value, in a message or in the store; an error when the store is full. */
  write(tag: number, bytes: number, refs: readonly Id[], then: (value: Value) => void): void {
    const slab = this.#slab;
    const { slabBytes } = this.world.setting;
    if (bytes < 500) {
      then(refs.length === 0 && tag % 2 === 0 ? { kind: 'scalar', scalar: tag, refs: [] } : { kind: 'inline', bytes: tagBytes(tag), refs });
    } else if (bytes > slabBytes / 4) {
      this.#alloc(bytes, then, (grant) => {
        this.say({ type: 'seal', block: grant.block });
        then(this.#put(grant, 0, tag, bytes, refs));
      });
    } else if (slab !== undefined && slab.used + bytes <= slab.grant.bytes) {
      const { used } = slab;
      slab.used += bytes;
      slab.objects++;
      then(this.#put(slab.grant, used, tag, bytes, refs));
    } else {
      this.sealSlab();
      this.#alloc(bytes, then, (grant) => {
        // another one may have come meanwhile
        this.sealSlab();
        this.#slab = { grant, used: bytes, objects: 1 };
        then(this.#put(grant, 0, tag, bytes, refs));
      });
    }
  }

  /** Writes no more there. */
  sealSlab(): void {
    if (this.#slab !== undefined) this.say({ type: 'seal', block: this.#slab.grant.block, objects: this.#slab.objects });
    this.#slab = undefined;
  }

  /** Writes once more where it may, as a thread does that goes on. @returns checks, later, that it is nobody else's place */
  stray(): () => void {
    const { grant, used = 0 } = this.#slab ?? {};
    if (grant === undefined || used === grant.bytes) return () => {};
    const { memory } = this.world;
    const place = { kind: 'stored', block: grant.block, memory: grant.memory, offset: grant.offset + used, bytes: 1, refs: [] } as const;
    const tag = this.world.newTag();
    memory.write(place.memory, place.offset, tag);
    return () => check(memory.read(place) === tag, () => `memory ${place.memory} went to others while client ${this.id} wrote there`);
  }

  /** Reads a delivered value. A slab's is copied out, a buffer's stays in view until `close`. */
  read(value: Value, id: Id, leased: boolean): void {
    const { world } = this;
    const expected = world.tags.get(id);
    if (value.kind === 'error') return;
    const found = value.kind === 'scalar' ? value.scalar : value.kind === 'inline' ? tagOf(value.bytes) : world.memory.read(value);
    check(found === expected, () => `client ${this.id} read ${found} as object ${id}, not ${expected}: ${JSON.stringify(value)}`);
    if (value.kind !== 'stored') return;
    if (value.block === value.memory) this.views.push({ value, tag: expected });
    else if (leased) this.say({ type: 'unlease', block: value.block, count: 1 });
  }

  /** What it looks at is still what it was. */
  look(): void {
    for (const { value, tag } of this.views) {
      const found = this.world.memory.read(value);
      check(found === tag, () => `client ${this.id} sees ${found} in memory ${value.memory}, where ${tag} was`);
    }
  }

  /** Closes a view, or each with a probability. */
  close(probability: number): void {
    this.look();
    for (const view of this.views.splice(0)) {
      if (this.world.random.chance(probability)) this.say({ type: 'unlease', block: view.value.block, count: 1 });
      else this.views.push(view);
    }
  }

  #alloc(bytes: number, fail: (value: Value) => void, granted: (grant: Grant) => void): void {
    const request = this.ask((answer) => {
      if (answer.type !== 'grant') throw new TypeError(`a ${answer.type} answered an alloc`);
      if (answer.failure === undefined) granted(answer);
      else fail(this.#full(answer.failure));
    });
    this.say({ type: 'alloc', request, bytes });
  }

  #full(failure: Failure): Value {
    check(!this.world.setting.calm, () => `client ${this.id} got no memory: ${failure.message}`);
    return { kind: 'error', error: failure };
  }

  #put(grant: Grant, offset: number, tag: number, bytes: number, refs: readonly Id[]): Value {
    this.world.memory.write(grant.memory, grant.offset + offset, tag);
    return { kind: 'stored', block: grant.block, memory: grant.memory, offset: grant.offset + offset, bytes, refs };
  }
}

function tagBytes(tag: number): Uint8Array {
  return new Uint8Array(Uint32Array.of(tag).buffer);
}

function tagOf(bytes: Uint8Array): number {
  return new DataView(bytes.buffer).getUint32(0, true);
}
