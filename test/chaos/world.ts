import type { Random } from '../../runtime/coordinator/simulator/random.ts';
import { type ObjectRef, type Ray, TaskError } from '../../runtime/index.ts';
import type { Fate } from '../fixtures/chaos-fate.ts';
import type { hostile } from '../fixtures/hostile.ts';
import { isPattern } from './pattern.ts';
import type { SideChannel } from './side-channel.ts';
import type { Tally } from './tally.ts';

export type ChaosRay = Ray<{ hostile: typeof hostile }>;

/** What one lane of operations works with; lanes share all but the random numbers. */
export interface World {
  readonly ray: ChaosRay;
  readonly channel: SideChannel;
  readonly random: Random;
  readonly tally: Tally;
  /** How often a piece of work that may die does. */
  readonly deathRate: number;
  /** Large objects and arguments, in bytes. */
  readonly largeBytes: number;
}

/** Something came out that no chaos may lead to. */
export class Violation extends Error {
  override name = 'Violation';
}

/** What befalls the next piece of work. */
export function fateOf({ channel, random, deathRate }: World, most = 1): Fate {
  return {
    number: channel.newNumber(),
    deaths: random.chance(deathRate) ? 1 + random.below(most) : 0,
    how: random.pick(['exit', 'exit', 'uncaught', 'rejected'] as const),
    when: random.next(),
  };
}

export type Outcome<T = unknown> = { readonly value: T } | { readonly error: string };

/** What is left of a promise: its value, or the name of an error that is among the allowed ones. */
export async function outcome<T>(world: World, what: string, promise: Promise<T>, allowed: readonly string[]): Promise<Outcome<T>> {
  try {
    return { value: await world.tally.watch(what, promise) };
  } catch (error) {
    const { name, message } = error as Error;
    const cause = error instanceof TaskError ? ` (${String(error.cause)})` : '';
    if (!allowed.includes(name)) throw new Violation(`${what}: ${name}: ${message}${cause}`, { cause: error });
    return { error: name };
  }
}

/** The options that retries are given by, and the errors that are allowed with them. */
export function promiseOf(random: Random): { readonly maxRetries: number; readonly allowed: readonly string[] } {
  const maxRetries = random.pick([0, 0, 1, 3, -1, -1]);
  return { maxRetries, allowed: maxRetries < 0 ? [] : ['WorkerCrashedError'] };
}

/** Checks that a piece of work began no more often than it may, and not without need gave up. */
export function checkBegun(world: World, what: string, fate: Fate, maxRetries: number, result: Outcome): void {
  const begun = world.channel.begun(fate.number);
  if (maxRetries >= 0 && begun > maxRetries + 1) throw new Violation(`${what} began ${begun} times with ${maxRetries} retries`);
  if ('value' in result && begun === 0) throw new Violation(`${what} gave a value and never began`);
  const surely = fate.how === 'exit' && maxRetries >= 0 && fate.deaths > maxRetries;
  if (surely && 'value' in result) throw new Violation(`${what} gave a value, though its worker ended each time`);
}

export function checkPattern(what: string, found: unknown, key: number, bytes: number): void {
  if (isPattern(found, key, bytes)) return;
  const is = found instanceof Uint8Array ? `${found.length} bytes` : String(found);
  throw new Violation(`${what} is not pattern ${key} of ${bytes} bytes: ${is}`);
}

/** Lets go of a reference, now or when it is collected. */
export function letGo({ random }: World, refs: Iterable<ObjectRef>): void {
  if (random.chance(0.3)) return;
  for (const ref of refs) ref[Symbol.dispose]();
}

/** A size that a message, a slab, or a buffer of its own holds. */
export function anySize({ random, largeBytes }: World): number {
  return random.pick([64, 1000, 8000, 20_000, 100_000, 300_000, largeBytes]) + random.below(64);
}
