import type { ActorHandle } from '../../../runtime/actor/actor-types.ts';
import { ActorDiedError, ActorUnavailableError, InfeasibleError, PolyrayError } from '../../../runtime/errors.ts';
import type { Cases } from './cases.ts';
import type { Counter } from './fixtures/actors.ts';
import type { Runtime } from './subject.ts';

const fixtures = () => import('./fixtures/actors.ts');

/** How actors begin, are found, fail and end. */
export function actorLifeCases(cases: Cases): void {
  const counterClass = (ray: Runtime) => ray.actor(fixtures, 'Counter', import.meta.url);

  cases.test('actors: an error of the constructor is the end of the actor, and the cause', async (ray) => {
    using broken = ray.actor(fixtures, 'Broken', import.meta.url).remote('not today');
    const calls = [broken.read.remote(), broken.read.remote()];
    for (const call of calls) {
      const error = await cases.fails(
        ray.get(call),
        ActorDiedError,
        /^Actor "Broken" is gone: its constructor failed: .*RangeError: not today$/,
      );
      cases.assert(error.cause instanceof RangeError && error.cause.message === 'not today', 'the cause is what was thrown');
    }
    await cases.fails(ray.get(broken.read.remote()), ActorDiedError, /not today/);
  });

  cases.test('actors: a constructor whose argument failed never runs', async (ray) => {
    const exceed = ray.task(() => import('./fixtures/tasks.ts'), 'exceed', import.meta.url);
    using counter = counterClass(ray).remote(exceed.remote(1));
    await cases.fails(
      ray.get(counter.read.remote()),
      ActorDiedError,
      /^Actor "Counter" is gone: an argument of its constructor .*: Task "exceed" failed/,
    );
  });

  cases.test('actors: a named one is found by its name', async (ray) => {
    using counter = counterClass(ray).options({ name: 'found' }).remote(1);
    using again = await ray.getActor<Counter>('found');
    cases.assert(again.actorId.equals(counter.actorId), 'it is the same actor');
    cases.equal(await ray.get([counter.increment.remote(), again.increment.remote()]), [2, 3], 'the counts');
    const find = ray.task(fixtures, 'incrementNamed', import.meta.url);
    cases.equal(await ray.get(find.remote('found')), 4, 'what a task counted');
  });

  cases.test('actors: a name belongs to one living actor', async (ray) => {
    const Counter = counterClass(ray).options({ name: 'taken' });
    const counter = Counter.remote(1);
    cases.throws(() => Counter.remote(2), InfeasibleError, /"taken": there is one of this name$/);
    using same = Counter.options({ getIfExists: true }).remote(100);
    cases.equal(await ray.get(same.increment.remote()), 2, 'what the one that there is counted');
    ray.kill(counter);
    await cases.fails(ray.get(counter.read.remote()), ActorDiedError, /it was killed$/);
    using next = Counter.options({ getIfExists: true }).remote(10);
    cases.equal(await ray.get(next.increment.remote()), 11, 'what the new one counted');
  });

  cases.test('actors: a name that no living actor has is an error', async (ray) => {
    await cases.fails(ray.getActor('nobody'), ActorDiedError, /^Cannot find actor "nobody": none of this name is alive$/);
  });

  cases.test('actors: kill ends one at once, whatever it does', async (ray) => {
    const room = ray.actor(fixtures, 'Room', import.meta.url).remote();
    const inside = room.enter.remote();
    await ray.get(room.most.remote());
    ray.kill(room);
    await cases.fails(ray.get(inside), ActorDiedError, /^Actor "Room" is gone: it was killed$/);
    await cases.fails(ray.get(room.most.remote()), ActorDiedError, /^Actor "Room" is gone: it was killed$/);
    cases.throws(() => ray.kill({}), TypeError, /^actor must be an actor handle, is object$/);
  });

  cases.test('actors: exitActor ends one from inside, after the calls that it has', async (ray) => {
    const Leaver = ray.actor(fixtures, 'Leaver', import.meta.url);
    using leaver = Leaver.options({ maxRestarts: -1, name: 'leaver' }).remote();
    const calls = [leaver.leave.remote(), leaver.ping.remote()];
    cases.equal(await ray.get(calls), ['bye', 'still here'], 'the results');
    await gone(ray, 'leaver');
    await cases.fails(ray.get(leaver.ping.remote()), ActorDiedError, /^Actor "Leaver" is gone: it has ended$/);
    cases.throws(() => ray.exitActor(), PolyrayError, /^Cannot exit an actor: this code runs in none$/);
  });

  cases.test('actors: a crash is the end without maxRestarts', async (ray) => {
    using counter = counterClass(ray).remote();
    const calls = [counter.increment.remote(), counter.crash.remote(), counter.increment.remote()];
    cases.equal(await ray.get(calls[0]!), 1, 'the call before');
    await cases.fails(ray.get(calls[1]!), ActorDiedError, /^Actor "Counter" is gone: (it exited with code 1|its worker ended)$/);
    await cases.fails(ray.get(calls[2]!), ActorDiedError, /^Actor "Counter" is gone/);
  });

  cases.test('actors: one that crashed starts again with the same arguments, as often as it may', async (ray) => {
    using counter = counterClass(ray).options({ maxRestarts: 2 }).remote(ray.put(5));
    for (let life = 0; life < 2; life++) {
      cases.equal(await ray.get(counter.increment.remote()), 6, 'the first count');
      await cases.fails(
        ray.get(counter.crash.remote()),
        ActorUnavailableError,
        /^Call "crash" \(\d+\) of actor "Counter" did not finish: (it exited with code 1|its worker ended)$/,
      );
    }
    cases.equal(await ray.get(counter.increment.remote()), 6, 'the first count of the last life');
    await cases.fails(ray.get(counter.crash.remote()), ActorDiedError, /is gone/);
    await cases.fails(ray.get(counter.read.remote()), ActorDiedError, /is gone/);
  });

  cases.test('actors: calls that had not begun when it crashed are made afterwards', async (ray) => {
    using counter = counterClass(ray).options({ maxRestarts: 1 }).remote();
    const crash = counter.crash.remote();
    const calls = [counter.increment.remote(), counter.increment.remote()];
    await cases.fails(ray.get(crash), ActorUnavailableError, /did not finish/);
    cases.equal(await ray.get(calls), [1, 2], 'the counts');
  });

  cases.test('actors: a call that a crash broke off begins again with maxTaskRetries', async (ray) => {
    using counter = counterClass(ray).options({ maxRestarts: -1, maxTaskRetries: 1 }).remote();
    cases.equal(await ray.get(counter.incrementAtSecondAttempt.remote()), 1, 'the count');
    await cases.fails(ray.get(counter.crash.remote()), ActorUnavailableError, /did not finish/);
    using plain = counterClass(ray).options({ maxRestarts: -1 }).remote();
    cases.equal(
      await ray.get(plain.incrementAtSecondAttempt.options({ maxTaskRetries: 1 }).remote()),
      1,
      'the count by the option of the call',
    );
  });

  cases.test('actors: kill can restart one, as a crash would', async (ray) => {
    using counter = counterClass(ray).options({ maxRestarts: 1 }).remote(3);
    cases.equal(await ray.get(counter.increment.remote()), 4, 'the count');
    ray.kill(counter, { restart: true });
    cases.equal(await ray.get(counter.increment.remote()), 4, 'the count after the restart');
    ray.kill(counter, { restart: true });
    await cases.fails(ray.get(counter.increment.remote()), ActorDiedError, /is gone/);
  });

  cases.test('actors: the last handle ends it, when the calls before are done', async (ray) => {
    const counter = counterClass(ray).options({ name: 'let go' }).remote();
    const other = await ray.getActor<Counter>('let go');
    counter[Symbol.dispose]();
    cases.equal(await ray.get(other.increment.remote()), 1, 'the count while there is another handle');
    const last = ray.task(fixtures, 'incrementAndLetGo', import.meta.url).remote([other]);
    other[Symbol.dispose]();
    cases.equal(await ray.get(last), 2, 'the count by a handle on its way');
    await gone(ray, 'let go');
  });

  cases.test('actors: a detached one lives on without handles until it is killed', async (ray) => {
    const counter = counterClass(ray).options({ name: 'detached', lifetime: 'detached' }).remote();
    await ray.get(counter.increment.remote());
    counter[Symbol.dispose]();
    const again = await ray.getActor<Counter>('detached');
    cases.equal(await ray.get(again.increment.remote()), 2, 'the count');
    ray.kill(again);
    await gone(ray, 'detached');
  });

  cases.testOn('oneSlot', 'actors: resources are theirs while they live', async (ray) => {
    const Counter = counterClass(ray).options({ resources: { slot: 1 } });
    const first = Counter.remote(1);
    cases.equal(await ray.get(first.increment.remote()), 2, 'the first count');
    using second = Counter.remote(10);
    const call = second.increment.remote();
    const { ready } = await ray.wait([call], { timeoutMs: 5 });
    cases.equal(ready, [], 'what the second actor did meanwhile');
    first[Symbol.dispose]();
    cases.equal(await ray.get(call), 11, 'the second count');
    using never = Counter.options({ resources: { slot: 2 } }).remote();
    await cases.fails(ray.get(never.read.remote()), InfeasibleError, /it asks for 2 "slot" of 1$/);
  });

  const { collectGarbage } = cases;
  if (collectGarbage === undefined) return;

  cases.test('actors: a handle that was collected is let go of', async (ray) => {
    const start = async () => {
      const counter = counterClass(ray).options({ name: 'collected' }).remote();
      await ray.get(counter.increment.remote());
    };
    await start();
    await collectGarbage();
    await gone(ray, 'collected');
  });
}

/** Resolves when no actor of this name lives any more. */
async function gone(ray: Runtime, name: string): Promise<void> {
  for (let handle: ActorHandle<unknown> | undefined; ; ) {
    handle = await ray.getActor<unknown>(name).catch(() => undefined);
    if (handle === undefined) return;
    handle[Symbol.dispose]();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
