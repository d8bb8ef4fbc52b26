import { setTimeout as sleep } from 'node:timers/promises';
import { GetTimeoutError } from '../../../runtime/index.ts';
import { mixed } from '../pattern.ts';
import { checkBegun, fateOf, letGo, outcome, promiseOf, Violation, type World } from '../world.ts';

const module = () => import('../../fixtures/chaos-tasks.ts');
const here = import.meta.url;

/** A task that never ends, with a time limit: it is stopped, and says so. */
export async function endlessTask(world: World): Promise<void> {
  const { ray, random, tally, channel } = world;
  const fate = { ...fateOf(world), deaths: 0 };
  const how = random.pick(['spin', 'wait', 'await'] as const);
  const timeoutMs = 50 + random.below(300);
  const maxRetries = random.pick([0, 3, -1]);
  const ref = ray.task(module, 'endless', here, { timeoutMs, maxRetries }).remote(fate, how);
  const allowed = maxRetries < 0 ? ['TaskTimeoutError'] : ['TaskTimeoutError', 'WorkerCrashedError'];
  const result = await outcome(world, `endless task ${fate.number}`, ray.get(ref), allowed);
  if ('value' in result) throw new Violation(`an endless task gave ${String(result.value)}`);
  checkBegun(world, `endless task ${fate.number}`, fate, maxRetries, result);
  if (channel.begun(fate.number) > 0) channel.countDeath('timeout');
  letGo(world, [ref]);
  tally.count('endless task', result.error);
}

/** A task that has time enough gives its value in a worker of its own. */
export async function timedTask(world: World): Promise<void> {
  const { ray, random, tally } = world;
  const { maxRetries, allowed } = promiseOf(random);
  const fate = fateOf(world);
  const x = random.below(2 ** 31);
  const ref = ray.task(module, 'slow', here, { timeoutMs: 120_000, maxRetries }).remote(fate, x, random.below(20));
  const result = await outcome(world, `timed task ${fate.number}`, ray.get(ref), allowed);
  if ('value' in result && result.value.value !== mixed(x)) throw new Violation(`a timed task gave ${result.value.value}`);
  checkBegun(world, `timed task ${fate.number}`, fate, maxRetries, result);
  letGo(world, [ref]);
  tally.count('timed task', 'error' in result ? result.error : 'answered');
}

/** Cancelled at any time: either it was done, or it says that it was cancelled. */
export async function cancelledTask(world: World): Promise<void> {
  const { ray, random, tally, channel } = world;
  const { maxRetries, allowed } = promiseOf(random);
  const fate = fateOf(world);
  const x = random.below(2 ** 31);
  const force = random.chance(0.3);
  const abort = new AbortController();
  const bySignal = !force && random.chance(0.3);
  const options = bySignal ? { maxRetries, signal: abort.signal } : { maxRetries };
  const ref = ray.task(module, 'slow', here, options).remote(fate, x, 10 + random.below(40));
  const answer = outcome(world, `cancelled task ${fate.number}`, ray.get(ref), ['TaskCancelledError', ...allowed]);
  await sleep(random.below(60));
  if (bySignal) abort.abort(new Error('not needed any more'));
  else ray.cancel(ref, { force });
  const result = await answer;
  if ('value' in result && result.value.value !== mixed(x)) throw new Violation(`a cancelled task gave ${result.value.value}`);
  if ('error' in result && result.error === 'TaskCancelledError' && force && channel.begun(fate.number) > 0)
    channel.countDeath('cancelled');
  checkBegun(world, `cancelled task ${fate.number}`, { ...fate, deaths: 0 }, maxRetries, { error: 'cancelled' });
  letGo(world, [ref]);
  tally.count('cancelled task', 'error' in result ? result.error : 'answered');
}

/** A `get` that gives up, and one that does not; `wait` says which are there. */
export async function impatience(world: World): Promise<void> {
  const { ray, random, tally } = world;
  const slow = ray.task(module, 'slow', here, { maxRetries: -1 });
  const xs = Array.from({ length: 2 + random.below(4) }, () => random.below(2 ** 31));
  const refs = xs.map((x) => slow.remote(fateOf(world), x, random.below(80)));
  await tally.watch('an impatient get', ray.get(refs, { timeoutMs: 1 + random.below(30) })).catch((error: unknown) => {
    if (!(error instanceof GetTimeoutError)) throw error;
  });
  const numReturns = 1 + random.below(refs.length);
  const options = random.chance(0.5) ? { numReturns } : { numReturns, timeoutMs: random.below(30) };
  const { ready, remaining } = await tally.watch('a wait', ray.wait(refs, options));
  if (ready.length + remaining.length !== refs.length) throw new Violation('wait lost a reference');
  if (options.timeoutMs === undefined && ready.length !== numReturns) throw new Violation(`wait gave ${ready.length} of ${numReturns}`);
  const values = await tally.watch('a patient get', ray.get(refs));
  if (values.some(({ value }, i) => value !== mixed(xs[i]!))) throw new Violation('a get gave a wrong value');
  letGo(world, refs);
  tally.count('impatience', 'answered');
}
