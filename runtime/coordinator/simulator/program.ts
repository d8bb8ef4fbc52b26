import type { Id, TaskSpec, Value } from '../events.ts';
import type { Client } from './client.ts';
import { isLeaf, makeTask } from './make-task.ts';
import type { Actor, Plan } from './plan.ts';
import { Random } from './random.ts';

/** What a task asks of its worker; the answer comes back by `next`. */
export type Op =
  | { readonly op: 'compute'; readonly ms: number }
  /** Answered by values; undefined for one that was not waited for. */
  | { readonly op: 'get'; readonly ids: readonly Id[] }
  | { readonly op: 'wait'; readonly ids: readonly Id[]; readonly count: number }
  | { readonly op: 'next'; readonly stream: Id; readonly index: number }
  | { readonly op: 'write'; readonly tag: number; readonly bytes: number; readonly refs: readonly Id[] };

/** `isItem`: an item of a stream, on which the client has a handle now. */
export type Got = { readonly id: Id; readonly value: Value; readonly isItem: boolean } | undefined;
export type Program = Generator<Op, Value[], readonly Got[]>;

export class Planned extends Error {
  override name = 'Planned';
}

/** One attempt of a task, in its worker. */
export interface Fiber {
  readonly spec: TaskSpec;
  readonly plan: Plan;
  readonly attempt: number;
  readonly args: readonly Value[];
  program: Program;
  /** Handles to give back at the end. */
  readonly handles: Id[];
  /** Written and not sent. */
  readonly unsent: Value[];
  /** An object that it has still to put. */
  reserved: Id | undefined;
  interrupted: boolean;
  waits: boolean;
}

/** Random work: computes, submits, waits, puts, lets go, and returns values that mention what it has. */
export function* program(worker: Client, fiber: Fiber, actors: readonly Actor[]): Program {
  const { spec, plan, handles, args } = fiber;
  const { world } = worker;
  const random = new Random(plan.seed);
  const leaf = isLeaf(world, plan);
  const confined = plan.underActor && !world.setting.tangled;
  /** What it may wait for. */
  const own: Id[] = [];
  const streams: Id[] = [];
  const keep = (id: Id): void => {
    own.push(id);
    handles.push(id);
  };
  const found = (ids: readonly Id[]): void => {
    for (const id of ids) {
      handles.push(id);
      if (!confined && !world.pools.has(id)) own.push(id);
    }
  };
  if (!leaf && random.chance(0.3)) {
    const mentioned = args.flatMap((value) => (value.kind === 'error' ? [] : value.refs)).slice(0, 2);
    for (const id of mentioned) worker.say({ type: 'hold', id });
    found(mentioned);
  }
  for (let steps = random.below(7); steps >= 0 && !plan.creates; steps--) {
    const x = random.next();
    if (x < 0.15) yield { op: 'compute', ms: 0.1 + random.next() * 5 };
    else if (x < 0.45) {
      if (leaf || world.budget <= 0) continue;
      const task = makeTask(world, random, worker.newId(3), { plan, task: spec.id }, [...own, ...spec.deps], actors);
      worker.say({ type: 'submit', task });
      for (let i = 0; i < task.returns; i++) keep(task.id + i);
      if (task.streaming === true) streams.push(task.id);
    } else if (x < 0.72) {
      if (own.length === 0) continue;
      const ids = random.chance(0.3) ? [...new Set([random.pick(own), random.pick(own), random.pick(own)])] : [random.pick(own)];
      if (random.chance(0.2)) yield { op: 'wait', ids, count: 1 + random.below(ids.length) };
      let bad: string | undefined;
      for (const got of yield { op: 'get', ids }) {
        if (got === undefined) continue;
        if (got.value.kind === 'error') bad = got.value.error.kind;
        else found(got.value.refs);
      }
      if (bad !== undefined && random.chance(0.5)) throw new Error(`nested ${bad}`);
    } else if (x < 0.8) {
      const stream = streams.pop();
      if (stream === undefined) continue;
      for (let index = 0; random.chance(0.9); index++) {
        const [got] = (yield { op: 'next', stream, index }) as [Got];
        if (got === undefined) continue;
        if (got.value.kind !== 'error') found(got.value.refs);
        if (!got.isItem) break;
        if (confined) handles.push(got.id);
        else keep(got.id);
      }
    } else if (x < 0.92) {
      const id = worker.newId();
      const tag = world.newTag();
      world.tags.set(id, tag);
      if (random.chance(0.3)) {
        worker.say({ type: 'reserve', id });
        fiber.reserved = id;
      }
      const [got]: readonly Got[] = yield { op: 'write', tag, bytes: bytesFor(random), refs: [] };
      fiber.unsent.length = 0;
      fiber.reserved = undefined;
      worker.say({ type: 'put', id, value: got!.value });
      keep(id);
    } else if (own.length > 0) {
      const id = random.pick(own);
      const at = handles.indexOf(id);
      own.splice(own.indexOf(id), 1);
      if (streams.includes(id)) streams.splice(streams.indexOf(id), 1);
      if (at >= 0) worker.drop(handles.splice(at, 1)[0]!);
    }
  }
  if (plan.throws) throw new Planned('planned');
  const values: Value[] = [];
  for (const [i, tag] of plan.tags.entries()) {
    const [got]: readonly Got[] = yield { op: 'write', tag, bytes: bytesFor(random), refs: random.some(own, 0.3, 3) };
    if (got!.value.kind === 'error') throw Object.assign(new Error('full'), { failure: got!.value.error });
    if (spec.streaming !== true || i === plan.tags.length - 1) {
      values.push(got!.value);
      continue;
    }
    const id = worker.newId();
    world.tags.set(id, tag);
    fiber.unsent.length = 0;
    worker.say({ type: 'item', task: spec.id, attempt: fiber.attempt, index: i, id, value: got!.value });
    if (random.chance(0.5)) yield { op: 'compute', ms: random.next() * 20 };
  }
  return values;
}

function bytesFor(random: Random): number {
  return random.pick([10, 10, 600, 900, 1500, 6000]);
}
