import type { Action, Failure, Id, PoolSpec } from '../events.ts';
import { Client, type Saying } from './client.ts';
import type { Actor } from './plan.ts';
import { type Fiber, type Got, type Op, Planned, program } from './program.ts';
import { check, Violation } from './violation.ts';
import type { World } from './world.ts';

/** A thread: takes its window in order, suspends or blocks while a task waits, may die at any moment. */
export class SimWorker extends Client {
  readonly pool: PoolSpec;
  readonly #actors: readonly Actor[];
  /** Dispatched and not begun. */
  readonly #window: Fiber[] = [];
  readonly #inline: Fiber[] = [];
  /** Answered, and not yet gone on. */
  readonly #runnable: { readonly fiber: Fiber; readonly got: readonly Got[] }[] = [];
  /** Begun and not ended. */
  readonly #begun = new Map<Id, Fiber>();
  /** Of a worker that blocks: waiting fibers, the newest last. */
  readonly #stack: Fiber[] = [];
  readonly #slowness: number;
  #state: 'starting' | 'alive' | 'dead' = 'starting';
  #busy = false;
  /** Of an actor: its constructor has run. */
  #created = false;

  constructor(world: World, id: Id, pool: PoolSpec, actors: readonly Actor[]) {
    super(world, id);
    this.pool = pool;
    this.#actors = actors;
    this.#slowness = world.random.chance(world.setting.faults.slow) ? 20 : 1;
    world.agenda.after(10 + world.random.next() * 20, () => {
      if (this.#state === 'dead') return;
      if (world.random.chance(world.setting.faults.boot)) this.die();
      else {
        this.#state = 'alive';
        this.say({ type: 'ready' });
      }
    });
  }

  get alive(): boolean {
    return this.#state === 'alive';
  }

  die(): void {
    if (this.#state === 'dead') return;
    this.#state = 'dead';
    this.world.tally.deaths++;
    const started = [...this.#begun.values()].map(({ spec, attempt }) => [spec.id, attempt] as const);
    // what it said before is heard before
    const { agenda, random, setting } = this.world;
    const lingers = setting.faults.linger > 0 && random.chance(setting.faults.linger);
    const checkPlace = lingers ? this.stray() : undefined;
    this.world.post(`>${this.id}`, () => this.world.feed({ type: 'died', from: this.id, started, lingers }));
    if (!lingers) return;
    agenda.after(random.next() * 500, () => {
      checkPlace!();
      this.world.post(`>${this.id}`, () => this.world.feed({ type: 'gone', from: this.id }));
    });
  }

  /** Nothing more will come: lets go of everything. */
  rest(): void {
    if (!this.alive) return;
    check(this.#begun.size === 0 && this.asked.size === 0, () => `worker ${this.id} waits for ever`);
    this.close(1);
    this.sealSlab();
  }

  receive(action: Action): void {
    if (!this.alive) return;
    switch (action.type) {
      case 'dispatch':
        this.#take(action);
        break;
      case 'recall':
        this.#recall(action.task, action.attempt);
        break;
      case 'interrupt': {
        const fiber = this.#begun.get(action.task);
        if (fiber?.attempt === action.attempt) fiber.interrupted = true;
        break;
      }
      case 'collect':
        this.close(0.5);
        break;
      default:
        if ('request' in action) this.answer(action);
    }
    this.#pump();
  }

  #take({ task: spec, attempt, args, inline }: Extract<Action, { type: 'dispatch' }>): void {
    const plan = this.world.plans.get(spec.id)!;
    const fiber: Fiber = {
      spec,
      plan,
      attempt,
      args,
      program: undefined as never,
      handles: [],
      unsent: [],
      reserved: undefined,
      interrupted: false,
      waits: false,
    };
    fiber.program = program(this, fiber, this.#actors);
    check(!this.#begun.has(spec.id), () => `task ${spec.id} was given to worker ${this.id} again while it runs there`);
    (inline ? this.#inline : this.#window).push(fiber);
  }

  #recall(task: Id, attempt: number): void {
    for (const list of [this.#window, this.#inline]) {
      const at = list.findIndex((fiber) => fiber.spec.id === task && fiber.attempt === attempt);
      if (at < 0) continue;
      list.splice(at, 1);
      this.say({ type: 'recalled', task, attempt });
    }
  }

  /** How many tasks it runs at once: waiting ones keep their place where calls or workers are exclusive. */
  get #mayBegin(): boolean {
    const { actor, waits } = this.pool;
    if (waits === 'block') return this.#begun.size === 0;
    if (actor !== undefined) return this.#begun.size < actor.concurrency;
    return waits === 'suspend' ? [...this.#begun.values()].every(({ waits: waiting }) => waiting) : this.#begun.size === 0;
  }

  #pump(): void {
    if (!this.alive || this.#busy) return;
    const top = this.#stack.at(-1);
    if (top !== undefined) {
      const at = this.#runnable.findIndex(({ fiber }) => fiber === top);
      const above = this.#inline[0];
      if (at >= 0) {
        this.#stack.pop();
        const [{ fiber, got }] = this.#runnable.splice(at, 1) as [{ fiber: Fiber; got: readonly Got[] }];
        this.#advance(fiber, got);
      } else if (above !== undefined && top.waits) {
        this.#inline.shift();
        this.#begin(above);
      }
      return;
    }
    const next = this.#runnable.shift();
    if (next !== undefined) this.#advance(next.fiber, next.got);
    else if (this.#mayBegin) {
      // an inline one whose base is done meanwhile
      const fiber = this.#inline.shift() ?? this.#window.shift();
      if (fiber !== undefined) this.#begin(fiber);
    }
  }

  #begin(fiber: Fiber): void {
    const { spec, plan, attempt, args } = fiber;
    const { world } = this;
    const runs = (world.begun.get(spec.id) ?? 0) + 1;
    world.begun.set(spec.id, runs);
    check(plan.retries < 0 || runs <= 1 + plan.retries, () => `task ${spec.id} began ${runs} times with ${plan.retries} retries`);
    world.checkOrder(plan, runs);
    const most = this.pool.actor?.concurrency ?? Number.POSITIVE_INFINITY;
    check(this.#begun.size < most, () => `call ${spec.id} began beside ${this.#begun.size} others of an actor that takes ${most}`);
    check(this.pool.actor === undefined || plan.creates || this.#created, () => `call ${spec.id} began before the constructor had run`);
    this.#begun.set(spec.id, fiber);
    this.say({ type: 'started', task: spec.id, attempt });
    const ids = spec.bulk === undefined ? spec.deps : [...spec.deps, spec.bulk];
    for (const [i, value] of args.entries()) {
      check(value.kind !== 'error', () => `task ${spec.id} began with a failed argument ${ids[i]}`);
      this.read(value, ids[i]!, false);
    }
    this.#advance(fiber, []);
  }

  #advance(fiber: Fiber, got: readonly Got[]): void {
    if (!this.alive) return;
    this.look();
    this.#checkArguments(fiber);
    const { spec, attempt } = fiber;
    try {
      if (fiber.interrupted) {
        for (const one of got)
          if (one !== undefined && one.id !== 0)
            fiber.handles.push(...(one.isItem ? [one.id] : []), ...(one.value.kind === 'error' ? [] : one.value.refs));
        throw new Error('interrupted');
      }
      const step = fiber.program.next(got);
      if (!step.done) {
        this.#do(fiber, step.value);
        return;
      }
      fiber.unsent.length = 0;
      this.#created ||= fiber.plan.creates;
      this.#sayTwice({ type: 'done', task: spec.id, attempt, values: step.value });
    } catch (error) {
      if (error instanceof Violation || error instanceof TypeError) throw error;
      const { name, message, failure } = error as Error & { failure?: Failure };
      this.#sayTwice({
        type: 'failed',
        task: spec.id,
        attempt,
        error: failure ?? { kind: 'task', message },
        name: error instanceof Planned ? 'Planned' : name,
      });
    }
    this.#end(fiber);
  }

  /** The end of a task; perhaps it comes twice. */
  #sayTwice(saying: Saying): void {
    this.say(saying);
    if (this.world.random.chance(this.world.setting.faults.twice)) this.say(saying);
  }

  /** A slab's bytes are not leased: the attempt alone keeps them. */
  #checkArguments({ spec, args }: Fiber): void {
    const ids = spec.bulk === undefined ? spec.deps : [...spec.deps, spec.bulk];
    for (const [i, value] of args.entries()) {
      if (value.kind !== 'stored') continue;
      check(
        this.world.memory.read(value) === this.world.tags.get(ids[i]!),
        () => `task ${spec.id} lost its argument ${ids[i]} while it ran`,
      );
    }
  }

  #end(fiber: Fiber): void {
    this.#begun.delete(fiber.spec.id);
    for (const value of fiber.unsent) {
      const id = this.newId();
      this.say({ type: 'put', id, value });
      this.drop(id);
    }
    if (fiber.reserved !== undefined) {
      this.say({ type: 'put', id: fiber.reserved, value: { kind: 'error', error: { kind: 'task', message: 'interrupted' } } });
      this.drop(fiber.reserved);
    }
    for (const id of fiber.handles) this.world.agenda.after(this.world.random.next() * 5, () => this.drop(id));
    this.close(0.7);
    this.#pump();
  }

  #do(fiber: Fiber, op: Op): void {
    const { world, pool } = this;
    if (op.op === 'compute') {
      this.#busy = true;
      world.agenda.after(op.ms * this.#slowness, () => {
        this.#busy = false;
        this.#advance(fiber, []);
        this.#pump();
      });
      return;
    }
    if (op.op === 'write') {
      // the whole thread waits for memory
      this.#busy = true;
      this.write(op.tag, op.bytes, op.refs, (value) => {
        this.#busy = false;
        fiber.unsent.push(value);
        this.#advance(fiber, [{ id: 0, value, isItem: false }]);
      });
      return;
    }
    fiber.waits = true;
    if (pool.waits === 'block') this.#stack.push(fiber);
    const go = (got: readonly Got[]): void => {
      fiber.waits = false;
      this.#runnable.push({ fiber, got });
    };
    if (op.op === 'wait') this.#wait(fiber, op.ids, op.count, go);
    else if (op.op === 'next') this.#get(fiber, [{ type: 'next', stream: op.stream, index: op.index }], go);
    else
      this.#get(
        fiber,
        op.ids.map((id) => ({ type: 'get', id }) as const),
        go,
      );
    this.#pump();
  }

  #wait(fiber: Fiber, ids: readonly Id[], count: number, go: (got: readonly Got[]) => void): void {
    const { world } = this;
    let impatient = false;
    const request = this.ask((answer) => {
      if (answer.type !== 'settled') throw new TypeError(`a ${answer.type} answered a wait`);
      const mayFail = impatient || world.setting.tangled || world.isOver(fiber.spec.id);
      check(mayFail || answer.ids.length >= count, () => `a wait for ${count} was answered with ${answer.ids.length}`);
      go([]);
    });
    this.say({ type: 'wait', request, ids, count, task: fiber.spec.id });
    if (!world.random.chance(world.setting.faults.forget)) return;
    impatient = true;
    world.agenda.after(world.random.next() * 20, () => this.say({ type: 'forget', request }));
  }

  #get(
    fiber: Fiber,
    questions: readonly (
      | { readonly type: 'get'; readonly id: Id }
      | { readonly type: 'next'; readonly stream: Id; readonly index: number }
    )[],
    go: (got: readonly Got[]) => void,
  ): void {
    const { world } = this;
    const got: Got[] = questions.map(() => undefined);
    let missing = questions.length;
    for (const [i, question] of questions.entries()) {
      const request = this.ask((answer) => {
        if (answer.type !== 'reply') throw new TypeError(`a ${answer.type} answered a get`);
        world.judge(answer.id, answer.value, `worker ${this.id}`, fiber.spec.id);
        this.read(answer.value, answer.id, true);
        got[i] = { id: answer.id, value: answer.value, isItem: question.type === 'next' && answer.id !== question.stream };
        if (--missing === 0) go(got);
      });
      this.say({ ...question, request, task: fiber.spec.id });
      if (!world.random.chance(world.setting.faults.forget)) continue;
      world.agenda.after(world.random.next() * 20, () => {
        if (!this.alive || !this.asked.delete(request)) return;
        if (question.type === 'next') this.forgotten.set(request, question.stream);
        this.say({ type: 'forget', request });
        if (--missing === 0) go(got);
        this.#pump();
      });
    }
  }
}
