import { setTimeout as sleep } from 'node:timers/promises';
import type { AccountHandle } from '../../fixtures/chaos-actors.ts';
import { mixed, pattern } from '../pattern.ts';
import { anySize, checkBegun, checkPattern, fateOf, letGo, outcome, Violation, type World } from '../world.ts';

const module = () => import('../../fixtures/chaos-actors.ts');
const tasks = () => import('../../fixtures/chaos-tasks.ts');
const here = import.meta.url;

/** What happens to an actor between two calls. */
const events = [...new Array<undefined>(40).fill(undefined), 'restart', 'hang', 'unwanted', 'unwanted'] as const;

/** An actor of one call at a time, with calls of some kinds, its death now and then, and its end. */
export async function account(world: World): Promise<void> {
  const { ray, random, tally, channel } = world;
  const deadly = world.deathRate / 4;
  const maxRestarts = random.pick([0, 1, -1, -1]);
  const maxTaskRetries = random.pick([0, 0, -1]);
  const safe = maxRestarts < 0;
  const Account = ray.actor(module, 'Account', here, { maxRestarts, maxTaskRetries, maxConcurrency: 1 });
  const first = { key: random.below(2 ** 31), bytes: anySize(world) };
  const data = pattern(first.key, first.bytes);
  const handle = Account.remote(
    fateOf({ ...world, deathRate: deadly }),
    maxTaskRetries !== 0,
    first,
    random.chance(0.5) ? ray.put(data) : data,
  );
  const caller = channel.newNumber();
  const killed = random.chance(0.15);
  const allowed = [...(safe && !killed ? [] : ['ActorDiedError']), ...(safe && maxTaskRetries < 0 ? [] : ['ActorUnavailableError'])];
  const answers: Promise<void>[] = [];
  const calls = 3 + random.below(15);
  for (let place = 1; place <= calls; place++) {
    const fate = fateOf({ ...world, deathRate: deadly });
    const what = `call ${place} (${fate.number}) of account ${handle.actorId.toHex().slice(-8)}`;
    const kind = random.below(4);
    const answer = async () => {
      let error: string | undefined;
      if (kind === 0) {
        const given = { key: random.below(2 ** 31), bytes: anySize(world) };
        const wanted = { key: random.below(2 ** 31), bytes: anySize(world) };
        const data = pattern(given.key, given.bytes);
        const ref = handle.swap.remote(fate, caller, place, given, random.chance(0.5) ? ray.put(data) : data, wanted);
        const result = await outcome(world, what, ray.get(ref), allowed);
        if ('value' in result) checkPattern(what, result.value, wanted.key, wanted.bytes);
        else error = result.error;
        letGo(world, [ref]);
      } else if (kind === 1) {
        const x = random.below(2 ** 31);
        const ref = handle.ask.remote(fate, caller, place, x);
        const result = await outcome(world, what, ray.get(ref), allowed);
        if ('value' in result && result.value !== mixed(x)) throw new Violation(`${what} gave ${result.value}`);
        if ('error' in result) error = result.error;
        letGo(world, [ref]);
      } else {
        const ref = handle.step.remote(fate, caller, place);
        const result = await outcome(world, what, ray.get(ref), allowed);
        if ('value' in result && result.value !== place) throw new Violation(`${what} got the answer of ${result.value}`);
        if ('error' in result) error = result.error;
        letGo(world, [ref]);
      }
      checkBegun(world, what, { ...fate, deaths: 0 }, maxTaskRetries, { error: error ?? 'none' });
      tally.count('account', error ?? 'answered');
    };
    answers.push(answer());
    if (random.chance(0.2)) await answers.at(-1);
    const event = killed && place === Math.ceil(calls / 2) ? 'end' : safe ? random.pick(events) : undefined;
    if (event === 'end') await sleep(random.below(30));
    if (event === 'end' || event === 'restart') {
      channel.countDeath('killed');
      ray.kill(handle, { restart: event === 'restart' });
    } else if (event === 'hang') answers.push(hang(world, handle, allowed));
    else if (event === 'unwanted') answers.push(unwanted(world, handle, allowed));
  }
  if (safe && maxTaskRetries < 0 && !killed && random.chance(0.3)) {
    const spends = ray.task(tasks, 'spends', here, { maxRetries: 0 }).remote(fateOf(world), handle, 5);
    const result = await outcome(world, 'a task that calls an actor', ray.get(spends), ['WorkerCrashedError']);
    if ('value' in result && result.value !== 5) throw new Violation(`5 calls gave ${result.value} answers`);
    letGo(world, [spends]);
  }
  await Promise.all(answers);
  if (random.chance(0.7)) handle[Symbol.dispose]();
}

/** A call that never ends by itself: its time-out ends the actor's worker. */
async function hang(world: World, handle: AccountHandle, allowed: readonly string[]): Promise<void> {
  const { ray, random, tally, channel } = world;
  const ref = handle.hang.options({ timeoutMs: 20 + random.below(100) }).remote();
  const result = await outcome(world, 'a call that hangs', ray.get(ref), ['TaskTimeoutError', ...allowed]);
  if ('value' in result) throw new Violation('a call that hangs gave a value');
  if (result.error === 'TaskTimeoutError') channel.countDeath('timeout');
  letGo(world, [ref]);
  tally.count('account, hang', result.error);
}

/** A cancelled call that has not begun never does; one that has may end. */
async function unwanted(world: World, handle: AccountHandle, allowed: readonly string[]): Promise<void> {
  const { ray, random, tally, channel } = world;
  const x = random.below(2 ** 31);
  const fate = { ...fateOf(world), deaths: 0 };
  const ref = handle.ask.remote(fate, channel.newNumber(), 1, x);
  const answer = outcome(world, 'a call that is cancelled', ray.get(ref), ['TaskCancelledError', ...allowed]);
  if (random.chance(0.5)) await sleep(random.below(30));
  ray.cancel(ref);
  const result = await answer;
  if ('value' in result && result.value !== mixed(x)) throw new Violation(`a cancelled call gave ${result.value}`);
  letGo(world, [ref]);
  tally.count('account, cancel', 'error' in result ? result.error : 'answered');
}

/** An actor of many calls at once. */
export async function crowd(world: World): Promise<void> {
  const { ray, random, tally, channel } = world;
  const handle = ray.actor(module, 'Crowd', here, { maxRestarts: -1, maxTaskRetries: -1 }).remote();
  const caller = channel.newNumber();
  const refs = Array.from({ length: 5 + random.below(40) }, (_, i) =>
    handle.step.remote(fateOf({ ...world, deathRate: world.deathRate / 20 }), caller, i + 1, random.below(30)),
  );
  const places = await tally.watch(`${refs.length} calls of a crowd`, ray.get(refs));
  if (places.some((place, i) => place !== i + 1)) throw new Violation(`calls of a crowd got the answers of ${places.join(', ')}`);
  letGo(world, refs);
  handle[Symbol.dispose]();
  tally.count('crowd', 'answered');
}
