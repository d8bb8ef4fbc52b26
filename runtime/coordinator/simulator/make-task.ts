import type { EncodedTask, Id } from '../events.ts';
import type { Actor, Plan } from './plan.ts';
import type { Random } from './random.ts';
import type { PoolName } from './setting.ts';
import type { World } from './world.ts';

export const emptyBytes = new Uint8Array(0);
const deepest = 5;
const topPools = ['js', 'js', 'py', 'cpp', 'timed'] as const;
const nestedPools = ['js', 'py', 'py', 'cpp', 'timed'] as const;

/** Whether a task may submit others and wait for them. */
export function isLeaf(world: World, { pool, depth }: Plan): boolean {
  return depth >= deepest || (!world.setting.tangled && (pool === 'cpp' || pool === 'timed'));
}

/** A task for a pool, with arguments among what its submitter can see. */
export function makeTask(
  world: World,
  random: Random,
  id: Id,
  parent: { readonly plan: Plan; readonly task: Id } | undefined,
  visible: readonly Id[],
  actors: readonly Actor[],
): EncodedTask {
  const { setting } = world;
  const calls = actors.length > 0 && random.chance(setting.tangled ? 0.4 : 0.2) && (setting.tangled || parent?.plan.underActor !== true);
  const actor = calls ? random.pick(actors) : undefined;
  const pool = actor === undefined ? setting.pools[random.pick(parent === undefined ? topPools : nestedPools)] : actor.pool;
  const returns = random.chance(0.1) ? 1 + random.below(3) : 1;
  const streaming = returns === 1 && random.chance(0.15);
  const tags = Array.from({ length: streaming ? 1 + random.below(5) : returns }, () => world.newTag());
  const caller = parent?.task;
  const place = actor === undefined ? 0 : (actor.calls.get(caller) ?? 0) + 1;
  actor?.calls.set(caller, place);
  const retries = actor === undefined ? random.below(3) : actor.pool.actor!.taskRetries;
  const timeoutMs = !setting.calm && random.chance(0.05) ? 100 : undefined;
  const plan: Plan = {
    seed: random.below(2 ** 31),
    tags,
    pool: actor === undefined ? (pool.name as PoolName) : 'actor',
    depth: (parent?.plan.depth ?? -1) + 1,
    underActor: actor !== undefined || parent?.plan.underActor === true,
    throws: random.chance(setting.faults.throws),
    retries,
    timeoutMs,
    creates: false,
    order: actor && { actor: actor.id, caller, place },
  };
  world.plans.set(id, plan);
  for (let i = 0; i < returns; i++) world.tags.set(id + i, tags[streaming ? tags.length - 1 : i]!);
  if (streaming) world.streams.add(id);
  world.budget--;
  world.tally.tasks++;
  return {
    id,
    pool: pool.id,
    fn: 0,
    returns,
    streaming: streaming || undefined,
    args: emptyBytes,
    deps: random.chance(0.5) ? [] : [...new Set(random.some(visible, 0.2, 3))],
    refs: [...new Set(random.some([...visible, ...(parent === undefined ? actors.map((one) => one.id) : [])], 0.3, 3))],
    caller,
    retries: actor === undefined ? retries : undefined,
    retryOn: retries < 0 ? undefined : random.pick([undefined, true, ['Planned'], ['Other']]),
    // who waits for others keeps its "gpu", and so must not need one that these need
    resources:
      actor === undefined && random.chance(0.1)
        ? { [setting.tangled || isLeaf(world, plan) ? 'gpu' : 'CPU']: 1 + random.below(2) }
        : undefined,
    timeoutMs,
  };
}
