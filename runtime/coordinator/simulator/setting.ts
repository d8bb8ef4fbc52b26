import type { Id, PoolSpec } from '../events.ts';
import type { Random } from './random.ts';

export interface Options {
  readonly seed: number;
  /** How many tasks are submitted, at least. */
  readonly tasks: number;
  /** Every how many events the machine's own books are checked; 0 for only at the end. Default 1. */
  readonly checkEvery?: number | undefined;
  /** A run that needs more does not come to an end. Default 1000 per task. */
  readonly mostEvents?: number | undefined;
}

/** What kind of a run a seed is: its pools, its store, and what goes wrong how often. */
export interface Setting {
  /** Nothing goes wrong. */
  readonly calm: boolean;
  /** Tasks may wait for each other. */
  readonly tangled: boolean;
  readonly faults: Readonly<Record<Fault, number>>;
  readonly pools: Readonly<Record<PoolName, PoolSpec>>;
  readonly capacity: number;
  readonly slabBytes: number;
  readonly spillBytes: number;
  readonly fullTimeoutMs: number;
}

type Fault =
  | 'kill'
  | 'boot'
  | 'twice'
  | 'cancel'
  | 'throws'
  | 'slow'
  | 'forget'
  | 'late'
  | 'disk'
  | 'delete'
  | 'killActor'
  | 'close'
  | 'linger';
export type PoolName = 'js' | 'py' | 'cpp' | 'timed';

const none: Readonly<Record<Fault, number>> = {
  kill: 0,
  boot: 0,
  twice: 0,
  cancel: 0,
  throws: 0,
  slow: 0.1,
  forget: 0.05,
  late: 0,
  disk: 0,
  delete: 0,
  killActor: 0,
  close: 0,
  linger: 0,
};

/** `place` is for actors, and plentiful. */
export const resources = { gpu: 2, CPU: 2, place: 1000 };

/** Every fourth seed is calm, every eighth tangled; in every sixth, threads go on after their end, in every fifth executors stop when asked. */
export function settingOf(seed: number, random: Random): Setting {
  const calm = seed % 4 === 0;
  const tangled = seed % 8 === 5;
  const faults = {
    kill: random.pick([0, 0.02, 0.1]),
    boot: random.pick([0, 0.1]),
    twice: 0.1,
    cancel: random.pick([0, 0.1]),
    throws: random.pick([0, 0.1]),
    slow: 0.2,
    forget: 0.05,
    late: random.pick([0, 0.1]),
    disk: random.pick([0, 0.05]),
    delete: random.pick([0, 0.02]),
    killActor: random.pick([0, 0.05]),
    close: random.pick([0, 0.05]),
    linger: seed % 6 === 2 ? 0.5 : 0,
  };
  const small = random.chance(0.5);
  const slabBytes = 4096;
  return {
    calm,
    tangled,
    faults: calm ? none : faults,
    pools: {
      js: pool(-1, 'js', 1 + random.below(3), 4, random.pick([1, 4, 16]), 'suspend', random.chance(0.2) ? 10 : undefined),
      py: pool(-2, 'py', 1, random.pick([1, 2, 4]), random.pick([1, 4]), 'block', undefined),
      cpp: {
        ...pool(-3, 'cpp', 1, 1, random.pick([1, 8]), 'block', undefined),
        provided: true,
        interruptible: seed % 5 === 3,
        breaker: { crashes: 2, backoffMs: 20, maxBackoffMs: 100 },
      },
      timed: { ...pool(-4, 'timed', random.pick([1, 2]), random.pick([2, 4]), 4, 'suspend', undefined), exclusive: true },
    },
    capacity: small && !calm ? 12 * slabBytes : 2 ** 30,
    slabBytes,
    spillBytes: random.chance(0.7) ? random.pick([10, 1000]) * slabBytes : 0,
    fullTimeoutMs: random.pick([50, 500]),
  };
}

function pool(
  id: Id,
  name: string,
  size: number,
  cap: number,
  window: number,
  waits: PoolSpec['waits'],
  maxQueued: number | undefined,
): PoolSpec {
  return { id, name, size, cap, window, waits, maxQueued };
}
