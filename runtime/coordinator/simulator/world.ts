import type { Coordinator } from '../coordinator.ts';
import { type Action, driver, type Event, type Id, type PoolSpec, type Value } from '../events.ts';
import { Agenda } from './agenda.ts';
import type { Plan } from './plan.ts';
import type { Random } from './random.ts';
import type { Setting } from './setting.ts';
import { SharedMemory } from './shared-memory.ts';
import { check } from './violation.ts';

/** A thread, or the driver. */
export interface Party {
  receive(action: Action): void;
  /** A thread's own. */
  die?(): void;
}

export interface Tally {
  tasks: number;
  events: number;
  answers: number;
  deaths: number;
  spills: number;
  readonly errors: Record<string, number>;
}

/** Everything around the machine: time, messages under way, memory, disk, threads, and what is known of every task. */
export class World {
  readonly random: Random;
  readonly setting: Setting;
  readonly agenda = new Agenda();
  readonly memory = new SharedMemory();
  readonly machine: Coordinator;
  readonly tally: Tally = { tasks: 0, events: 0, answers: 0, deaths: 0, spills: 0, errors: {} };
  readonly parties = new Map<Id, Party>();
  readonly pools = new Map<Id, PoolSpec>();
  /** What will be in an object, by its id. */
  readonly tags = new Map<Id, number>();
  readonly plans = new Map<Id, Plan>();
  /** How often a task has begun. */
  readonly begun = new Map<Id, number>();
  readonly streams = new Set<Id>();
  /** Called after every event. */
  afterEvent: () => void = () => {};
  /** Tasks that may still be submitted. */
  budget: number;
  readonly #spawn: (worker: Id, pool: PoolSpec) => Party;
  readonly #channels = new Map<string, number>();
  readonly #begunCalls = new Map<string, number>();
  /** Tasks that need nothing, by pool and submitter, until they are given to a worker for the first time. */
  readonly #inLine = new Map<string, Id[]>();
  #tickAt = Infinity;
  #tags = 0;

  constructor(random: Random, setting: Setting, machine: Coordinator, budget: number, spawn: (worker: Id, pool: PoolSpec) => Party) {
    this.random = random;
    this.setting = setting;
    this.machine = machine;
    this.budget = budget;
    this.#spawn = spawn;
  }

  newTag(): number {
    return ++this.#tags;
  }

  /** In order per channel, in any order between channels. */
  post(channel: string, run: () => void): void {
    const delay = this.random.chance(0.1) ? this.random.next() * 50 : this.random.next() * 2;
    const at = Math.max(this.agenda.now + delay, this.#channels.get(channel) ?? 0);
    this.#channels.set(channel, at);
    this.agenda.at(at, run);
  }

  send(event: Event): void {
    this.post(`>${event.from}`, () => this.feed(event));
  }

  feed(event: Event): void {
    this.tally.events++;
    if (event.type === 'open') this.pools.set(event.pool.id, event.pool);
    if (event.type === 'submit') this.#standInLine(event);
    const actions = this.machine.step([{ type: 'tick', from: driver, now: this.agenda.now }, event]);
    for (const action of actions) this.#act(action);
    this.#arm();
    this.afterEvent();
  }

  /** Nobody wants its result any more. */
  isOver(task: Id): boolean {
    return this.machine.state.entries.get(task)?.task === undefined;
  }

  /** An error must be one that this run can have; `task` asked for it. */
  judge(id: Id, value: Value, who: string, task?: Id): void {
    if (value.kind !== 'error' || (task !== undefined && value.error.kind === 'cancelled' && this.isOver(task))) return;
    const { kind, message } = value.error;
    this.tally.errors[kind] = (this.tally.errors[kind] ?? 0) + 1;
    const { calm, tangled } = this.setting;
    // a stream ends when nobody holds it, even if somebody asked before
    const allowed =
      kind === 'deadlock'
        ? tangled
        : kind === 'infeasible'
          ? false
          : !calm || (kind === 'task' && tangled) || (kind === 'cancelled' && this.streams.has(id));
    check(allowed, () => `${who} got ${kind} for ${id}: ${message}`);
    const lost = kind === 'crashed' ? /^Task (\d+) did not finish/.exec(message)?.[1] : undefined;
    if (lost === undefined) return;
    const [begun, plan] = [this.begun.get(Number(lost)), this.plans.get(Number(lost))!];
    check(begun === plan.retries + 1, () => `task ${lost} was given up after ${begun} runs with ${plan.retries} retries`);
  }

  /** Calls of one caller begin in order, each for the first time. */
  checkOrder({ order }: Plan, runs: number): void {
    if (order === undefined || runs > 1) return;
    const key = `${order.actor} ${order.caller}`;
    const last = this.#begunCalls.get(key) ?? 0;
    check(order.place > last, () => `call ${order.place} of ${order.caller} to actor ${order.actor} began after call ${last}`);
    this.#begunCalls.set(key, order.place);
  }

  #standInLine({ task: { id, pool, deps, bulk, resources } }: Extract<Event, { type: 'submit' }>): void {
    if (deps.length > 0 || bulk !== undefined || this.pools.get(pool)?.actor !== undefined) return;
    const key = lineOf(id, pool, resources);
    const line = this.#inLine.get(key) ?? [];
    this.#inLine.set(key, line);
    line.push(id);
  }

  /** First in, first out; what a blocked worker runs on top of its task is out of turn. */
  #leaveLine({ task: { id, pool, resources }, inline }: Extract<Action, { type: 'dispatch' }>): void {
    const line = this.#inLine.get(lineOf(id, pool, resources)) ?? [];
    const at = line.indexOf(id);
    if (at < 0) return;
    const ahead = inline ? undefined : line.slice(0, at).find((other) => !this.isOver(other));
    check(ahead === undefined, () => `task ${id} was given to a worker before ${ahead}, which was submitted earlier`);
    line.splice(inline ? at : 0, inline ? 1 : at + 1);
  }

  /** The host's one timer. */
  #arm(): void {
    const next = this.machine.nextDeadline;
    check(next > this.agenda.now, () => `a deadline at ${next} has passed at ${this.agenda.now}`);
    if (next >= this.#tickAt) return;
    this.#tickAt = next;
    this.agenda.at(next, () => {
      if (this.#tickAt !== next) return;
      this.#tickAt = Infinity;
      this.feed({ type: 'tick', from: driver, now: this.agenda.now });
    });
  }

  #act(action: Action): void {
    switch (action.type) {
      case 'spawn': {
        const pool = this.pools.get(action.pool)!;
        const party = this.#spawn(action.worker, pool);
        check(!this.parties.has(action.worker), () => `worker ${action.worker} was started twice`);
        this.parties.set(action.worker, party);
        return;
      }
      case 'kill':
        this.agenda.after(this.random.next() * 5, () => this.parties.get(action.worker)!.die!());
        return;
      case 'map':
        this.memory.map(action.memory, action.bytes);
        return;
      case 'unmap':
        this.memory.unmap(action.memory);
        return;
      case 'spill':
      case 'restore':
        this.#disk(action);
        return;
      case 'forget':
        this.memory.forget(action.block);
        return;
      case 'dispatch':
        if (action.attempt === 1) this.#leaveLine(action);
        break;
      case 'grant':
        if (action.failure === undefined) this.memory.clear(action.memory, action.offset, action.bytes);
    }
    const to = 'client' in action ? action.client : action.worker;
    this.post(`<${to}`, () => this.parties.get(to)!.receive(action));
  }

  #disk(action: Extract<Action, { type: 'spill' | 'restore' }>): void {
    const { block, memory, offset, bytes } = action;
    if (action.type === 'spill') this.tally.spills++;
    this.agenda.after(this.random.next() * 20, () => {
      const ok = !this.random.chance(this.setting.faults.disk);
      if (ok) this.memory[action.type](block, memory, offset, bytes);
      this.feed({ type: action.type === 'spill' ? 'spilled' : 'restored', from: driver, block, ok });
    });
  }
}

/** Tasks of one client that ask for the same keep their order. */
function lineOf(id: Id, pool: Id, resources: Readonly<Record<string, number>> | undefined): string {
  return `${pool} ${Math.floor(id / 2 ** 32)} ${JSON.stringify(resources)}`;
}
