import { type Action, driver, type Failure, type Id, type PoolSpec } from '../events.ts';
import { Client } from './client.ts';
import { emptyBytes, makeTask } from './make-task.ts';
import type { Actor, Plan } from './plan.ts';
import { check } from './violation.ts';
import type { World } from './world.ts';

const patience = 1000;

/** The program: submits, asks, lets go, cancels and kills at random. */
export class SimDriver extends Client {
  readonly alive = true;
  /** Living actors that tasks may call; the driver holds them. */
  readonly actors: Actor[];
  /** Handles. */
  readonly #held: Id[] = [];
  /** How often it still looks whether anything happens. */
  #patience = patience;
  /** At the last look. */
  #events = 0;
  /** When there is nothing more to submit. */
  finished = false;

  constructor(world: World, actors: Actor[]) {
    super(world, driver);
    this.actors = actors;
    world.parties.set(driver, this);
  }

  receive(action: Action): void {
    if (action.type === 'collect') this.close(0.5);
    else if ('request' in action) this.answer(action);
  }

  start(): void {
    for (const pool of Object.values(this.world.setting.pools)) this.world.feed({ type: 'open', from: driver, pool });
    for (let i = 0; i < 2; i++) this.actors.push(this.#openActor());
    this.#live();
  }

  /** Asks for everything that it still holds. */
  askAll(): void {
    const ids = [...new Set(this.#held)];
    const requests = ids.map(() => this.#ask());
    if (ids.length > 0) this.say({ type: 'get-all', request: requests[0]!, ids });
  }

  /** Lets go of everything. */
  dropAll(): void {
    this.say({ type: 'drop-all', ids: this.#held.splice(0) });
    for (const { id } of this.actors.splice(0)) this.drop(id);
    this.close(1);
    this.sealSlab();
  }

  #live(): void {
    const { world } = this;
    const { random } = world;
    if (world.budget <= 0) {
      this.finished = true;
      return;
    }
    if (world.tally.events !== this.#events) this.#patience = patience;
    this.#events = world.tally.events;
    const waits = this.#unfinished >= 50;
    if (!waits) {
      for (let burst = random.below(6); burst >= 0; burst--) this.#act();
    }
    check(this.#patience-- > 0, () => 'tasks do not move');
    if (random.chance(waits ? world.setting.faults.kill / 10 : world.setting.faults.kill)) {
      const alive = [...world.parties.values()].filter((party) => party !== this && (party as Client).alive);
      if (alive.length > 0) random.pick(alive).die!();
    }
    this.close(0.2);
    world.agenda.after(random.next() * 10, () => this.#live());
  }

  /** It does not run far ahead of its tasks. */
  get #unfinished(): number {
    let unfinished = 0;
    for (const pool of this.world.machine.state.pools.values()) unfinished += pool.unfinished;
    return unfinished;
  }

  #act(): void {
    const { random, setting } = this.world;
    const { faults } = setting;
    const x = random.next();
    if (x < 0.5) return void this.#submit(this.actors);
    if (x < 0.55) return void this.#put();
    if (x < 0.56) return void this.#shortLived();
    if (random.chance(faults.close * 0.1)) return void this.#shortPool();
    if (random.chance(faults.killActor)) return void this.#killActor();
    if (this.#held.length === 0) return;
    const id = random.pick(this.#held);
    if (x < 0.75) this.#get(id);
    else if (x < 0.8) this.#wait();
    else if (x < 0.9) this.drop(this.#held.splice(this.#held.indexOf(id), 1)[0]!);
    else if (x < 0.92) {
      this.#held.push(id);
      this.say({ type: 'hold', id });
    } else if (random.chance(faults.cancel)) this.say({ type: 'cancel', id, force: random.chance(0.5) });
    else if (random.chance(faults.delete)) this.say({ type: 'delete', id });
  }

  #submit(actors: readonly Actor[]): void {
    const { world } = this;
    const { random } = world;
    let task = makeTask(world, random, this.newId(3), undefined, this.#held.slice(-15), actors);
    if (random.chance(0.1)) {
      // a large argument, of which only the task keeps a hold
      const bulk = this.#put();
      this.#held.splice(this.#held.indexOf(bulk), 1);
      task = { ...task, bulk };
    }
    const request = random.chance(0.1) ? this.ask(() => {}) : undefined;
    this.say({ type: 'submit', task, request });
    if (task.bulk !== undefined) this.drop(task.bulk);
    for (let i = 0; i < task.returns; i++) this.#held.push(task.id + i);
    if (task.streaming === true && random.chance(0.8)) this.#consume(task.id, 0);
  }

  #put(): Id {
    const { world } = this;
    const id = this.newId();
    const tag = world.newTag();
    world.tags.set(id, tag);
    let late = false;
    this.write(tag, world.random.pick([10, 900, 6000]), world.random.some(this.#held, 0.1, 2), (value) => {
      if (late) this.say({ type: 'put', id, value: value.kind === 'error' ? value : { ...value, refs: [] } });
      else this.say({ type: 'put', id, value });
      late = true;
    });
    if (!late) this.say({ type: 'reserve', id });
    late = true;
    this.#held.push(id);
    return id;
  }

  #get(id: Id): void {
    const request = this.#ask();
    this.say({ type: 'get', request, id });
    if (this.world.random.chance(this.world.setting.faults.forget)) this.#forget(request);
  }

  /** The request under which an object's value is expected. */
  #ask(): Id {
    const { world } = this;
    return this.ask((answer) => {
      if (answer.type !== 'reply') throw new TypeError(`a ${answer.type} answered a get`);
      world.tally.answers++;
      world.judge(answer.id, answer.value, 'the driver');
      this.read(answer.value, answer.id, true);
      if (answer.value.kind === 'error') this.#disappointed(answer.id, answer.value.error);
      if (answer.value.kind !== 'error') this.#held.push(...answer.value.refs.filter((ref) => !world.pools.has(ref)));
      if (answer.value.kind !== 'error') for (const ref of answer.value.refs) if (world.pools.has(ref)) this.drop(ref);
    });
  }

  #wait(): void {
    const { random } = this.world;
    const ids = Array.from({ length: 1 + random.below(5) }, () => random.pick(this.#held));
    const count = 1 + random.below(ids.length);
    let impatient = false;
    const request = this.ask((answer) => {
      if (answer.type !== 'settled') throw new TypeError(`a ${answer.type} answered a wait`);
      check(impatient || answer.ids.length >= count, () => `a wait for ${count} was answered with ${answer.ids.length}`);
    });
    this.say({ type: 'wait', request, ids, count });
    if (!random.chance(0.3)) return;
    impatient = true;
    this.world.agenda.after(random.next() * 20, () => this.say({ type: 'forget', request }));
  }

  #forget(request: Id): void {
    this.world.agenda.after(this.world.random.next() * 20, () => {
      if (this.asked.delete(request)) this.say({ type: 'forget', request });
    });
  }

  /** Takes a stream's items in order, perhaps not all. */
  #consume(stream: Id, index: number): void {
    if (!this.#held.includes(stream)) return;
    const { world } = this;
    const request = this.ask((answer) => {
      if (answer.type !== 'reply') throw new TypeError(`a ${answer.type} answered a next`);
      world.judge(answer.id, answer.value, 'the driver');
      this.read(answer.value, answer.id, true);
      if (answer.value.kind !== 'error') for (const id of answer.value.refs) this.drop(id);
      if (answer.id === stream) return;
      const plan = world.plans.get(stream)!;
      check(
        answer.value.kind === 'error' || world.tags.get(answer.id) === plan.tags[index],
        () => `item ${index} of stream ${stream} is another one`,
      );
      this.drop(answer.id);
      if (world.random.chance(0.9)) this.#consume(stream, index + 1);
    });
    this.say({ type: 'next', request, stream, index });
  }

  #openActor(shortLived = false, executor?: Id): Actor {
    const { world } = this;
    const { random, setting } = world;
    const id = this.newId();
    const create = this.newId();
    const restarts = setting.calm ? 0 : random.pick([0, 1, -1]);
    const plan: Plan = {
      seed: random.below(2 ** 31),
      tags: [world.newTag()],
      pool: 'actor',
      depth: 9,
      underActor: true,
      throws: random.chance(setting.faults.throws),
      retries: restarts,
      timeoutMs: undefined,
      creates: true,
      order: undefined,
    };
    world.plans.set(create, plan);
    // one that running tasks may call must not wait for them
    const concurrency = random.pick([1, 1, 3]);
    const pool: PoolSpec = {
      id,
      name: `actor ${id}`,
      size: 1,
      cap: 1,
      window: Math.max(concurrency, random.pick([1, 4])),
      waits: concurrency === 1 || id % 2 === 0 ? 'block' : 'suspend',
      executor,
      actor: {
        create: {
          id: create,
          pool: id,
          fn: 0,
          returns: 1,
          args: emptyBytes,
          deps: shortLived || setting.tangled ? random.some(this.#held, 0.2, 2) : [],
          refs: [],
          resources: random.pick([undefined, { place: 1 }]),
        },
        restarts,
        taskRetries: random.pick([0, 2, -1]),
        concurrency,
        maxPending: setting.calm ? -1 : random.pick([-1, -1, 5]),
        name: !shortLived && !setting.calm && random.chance(0.3) ? 'the one' : undefined,
        detached: false,
      },
    };
    const request = this.ask((answer) => {
      // another one has the name: nobody can call this one
      if (answer.type === 'opened' && answer.failure !== undefined) this.#forgetActor(id);
    });
    this.say({ type: 'open', pool, request });
    return { id, pool, calls: new Map() };
  }

  #forgetActor(id: Id): void {
    const at = this.actors.findIndex((actor) => actor.id === id);
    if (at >= 0) this.actors.splice(at, 1);
  }

  /** Its last handle goes while calls wait: they are still done. */
  #shortLived(executor?: Id): void {
    const actor = this.#openActor(true, executor);
    for (let calls = this.world.random.below(4); calls > 0; calls--) this.#submit([actor, actor]);
    this.drop(actor.id);
  }

  #shortPool(): void {
    const { js } = this.world.setting.pools;
    const id = this.newId();
    this.say({ type: 'open', pool: { ...js, id, name: 'short' } });
    const task = makeTask(this.world, this.world.random, this.newId(3), undefined, this.#held, []);
    this.say({ type: 'submit', task: { ...task, pool: id } });
    for (let i = 0; i < task.returns; i++) this.#held.push(task.id + i);
    if (this.world.random.chance(0.5)) this.#shortLived(id); // as an instance of an executor that is unloaded
    this.world.agenda.after(this.world.random.next() * 100, () => {
      const reason = { kind: 'closed', message: 'closed by the driver' } as const;
      if (this.world.random.chance(0.5)) this.say({ type: 'close', pool: id, reason });
      else this.#drain(id, reason);
    });
  }

  #drain(pool: Id, reason: Failure): void {
    const late = makeTask(this.world, this.world.random, this.newId(3), undefined, this.#held, []);
    const { state } = this.world.machine;
    const request = this.ask((answer) => {
      check(answer.type === 'drained', () => `a ${answer.type} answered a drain`);
      check(!state.pools.has(pool), () => `pool ${pool} has drained and is there`);
      const left = [...state.pools.values()].find(({ spec, workers }) => spec.executor === pool && workers.length > 0);
      check(left === undefined, () => `pool ${pool} has drained and its instance ${left!.spec.name} is there`);
      const { value } = state.entries.get(late.id) ?? {};
      check(value === undefined || value.kind === 'error', () => `task ${late.id} was run by a pool that was to end`);
    });
    this.say({ type: 'drain', pool, request, reason });
    this.say({ type: 'submit', task: { ...late, pool } });
    for (let i = 0; i < late.returns; i++) this.#held.push(late.id + i);
  }

  #killActor(): void {
    if (this.actors.length === 0) return;
    const { random } = this.world;
    const { id } = random.pick(this.actors);
    const restart = random.chance(0.5);
    this.say({ type: 'kill', actor: id, restart });
    if (!restart) this.#replace(id);
  }

  /** Lets go of most of what has no value: whatever needed it would have none either. */
  #disappointed(id: Id, { kind, message }: Failure): void {
    if (this.finished) return;
    const at = this.#held.indexOf(id);
    if (at >= 0 && this.world.random.chance(0.8)) this.drop(this.#held.splice(at, 1)[0]!);
    if (kind === 'actor-died') this.#replace(Number(/actor (\d+)/.exec(message)?.[1]));
  }

  /** An actor that is dead by another. */
  #replace(id: Id): void {
    if (!this.actors.some((actor) => actor.id === id)) return;
    this.drop(id);
    this.#forgetActor(id);
    this.actors.push(this.#openActor());
  }
}
