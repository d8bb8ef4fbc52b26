import { InfeasibleError } from '../../../runtime/errors.ts';
import type { ObjectRef } from '../../../runtime/object/object-ref.ts';
import type { Cases } from './cases.ts';
import { Latch } from './latch.ts';
import type { Runtime } from './subject.ts';

/** What `wait` answers, and what resources hold back. */
export function waitingCases(cases: Cases): void {
  cases.test('wait: resolves when so many are ready; both parts keep the order', async (ray) => {
    using latch = new Latch();
    const held = ray.task(() => import('./fixtures/latch.ts'), 'hold', import.meta.url).remote(latch.name, 0);
    const [a, b, c] = [ray.put('a'), ray.put('b'), ray.put('c')];
    const first = await ray.wait([held, a, b]);
    cases.equal([first.ready, first.remaining], [[a], [held, b]], 'the first answer');
    const second = await ray.wait([c, held, b, a], { numReturns: 3 });
    cases.equal([second.ready, second.remaining], [[c, b, a], [held]], 'the second answer');
    await latch.begun(); // one that was let go before it was heard of never would be
    latch.release();
    const all = await ray.wait([held, a], { numReturns: 2 });
    cases.equal([all.ready, all.remaining], [[held, a], []], 'the last answer');
  });

  cases.test('wait: after its time, with what is ready then', async (ray) => {
    using latch = new Latch();
    const held = ray.task(() => import('./fixtures/latch.ts'), 'hold', import.meta.url).remote(latch.name, 0);
    const there = ray.put(1);
    const { ready, remaining } = await ray.wait([held, there], { numReturns: 2, timeoutMs: 5 });
    cases.equal([ready, remaining], [[there], [held]], 'the answer');
    const none = await ray.wait([held], { timeoutMs: 0 });
    cases.equal([none.ready, none.remaining], [[], [held]], 'the answer at once');
    ray.cancel(held);
  });

  cases.test('wait: what failed is ready', async (ray) => {
    const ref = ray.task(() => import('./fixtures/tasks.ts'), 'exceed', import.meta.url).remote(1);
    const { ready } = await ray.wait([ref]);
    cases.equal(ready, [ref], 'what is ready');
  });

  cases.test('wait: asks for sense', async (ray) => {
    const [a, b] = [ray.put(1), ray.put(2)];
    await cases.fails(ray.wait([a, a]), TypeError, /^Cannot wait: an object is named twice$/);
    await cases.fails(
      ray.wait([a, b], { numReturns: 3 }),
      RangeError,
      /^numReturns must be a whole number from 1 to the number of refs, 2; is 3$/,
    );
    await cases.fails(ray.wait([]), RangeError, /^numReturns must be a whole number from 1/);
    await cases.fails(ray.wait([a], { timeoutMs: -1 }), RangeError, /^timeoutMs must be a number of at least 0, is -1$/);
  });

  cases.test('wait: of a thousand, as they come', async (ray) => {
    const add = ray.task(() => import('./fixtures/sums.ts'), 'add', import.meta.url);
    let remaining = Array.from({ length: 1000 }, (_, i) => add.remote(i, 0));
    let sum = 0;
    while (remaining.length > 0) {
      const round = await ray.wait(remaining, { numReturns: Math.min(100, remaining.length) });
      for (const value of await ray.get(round.ready)) sum += value;
      remaining = round.remaining;
    }
    cases.equal(sum, 499_500, 'the sum');
  });

  cases.testOn('oneSlot', 'resources: tasks that need the same run one after the other', async (ray) => {
    using latch = new Latch();
    const hold = ray.task(() => import('./fixtures/latch.ts'), 'hold', import.meta.url);
    const holdSlot = hold.options({ resources: { slot: 1 } });
    const refs = [holdSlot.remote(latch.name, 1), holdSlot.remote(latch.name, 2)];
    await latch.begun();
    await someTime(ray);
    cases.equal(latch.count, 1, 'the number of tasks that began');
    latch.release();
    await latch.begun(2);
    latch.release();
    cases.equal(await ray.get(refs), [1, 2], 'the results');
  });

  cases.test('resources: numCpus counts against the workers', async (ray) => {
    using latch = new Latch();
    const hold = ray.task(() => import('./fixtures/latch.ts'), 'hold', import.meta.url);
    const both = hold.options({ numCpus: 2 }).remote(latch.name, 'both');
    const one = hold.options({ numCpus: 1 }).remote(latch.name, 'one');
    await latch.begun();
    await someTime(ray);
    cases.equal(latch.count, 1, 'the number of tasks that began');
    latch.release();
    await latch.begun(2);
    latch.release();
    cases.equal(await ray.get([both, one]), ['both', 'one'], 'the results');
  });

  cases.testWith('submit: holds its caller back while maxQueuedTasks wait', { numWorkers: 1, maxQueuedTasks: 4 }, async (ray) => {
    using latch = new Latch();
    const held = ray.task(() => import('./fixtures/latch.ts'), 'hold', import.meta.url).remote(latch.name, 0);
    await latch.begun();
    const add = ray.task(() => import('./fixtures/sums.ts'), 'add', import.meta.url);
    const refs: ObjectRef<number>[] = [];
    const produce = async () => {
      for (let i = 0; i < 200; i++) refs.push(await add.submit(i, 1));
    };
    const producing = produce();
    await someTime(ray);
    cases.assert(refs.length >= 4 && refs.length < 100, `some of 200 tasks were accepted; it is ${refs.length}`);
    latch.release();
    await producing;
    cases.equal(
      await ray.get(refs),
      refs.map((_, i) => i + 1),
      'the results',
    );
    await ray.get(held);
  });

  cases.testOn('oneSlot', 'resources: fractions add up', async (ray) => {
    using latch = new Latch();
    const hold = ray.task(() => import('./fixtures/latch.ts'), 'hold', import.meta.url).options({ resources: { slot: 0.5 } });
    const refs = [hold.remote(latch.name, 1), hold.remote(latch.name, 2)];
    await latch.begun(2);
    latch.release();
    cases.equal(await ray.get(refs), [1, 2], 'the results');
  });

  cases.testOn('oneSlot', 'resources: what the runtime does not have is an error, not a wait', async (ray) => {
    const f = ray.remote(() => 1);
    await cases.fails(
      ray.get(f.options({ numCpus: 3 }).remote()),
      InfeasibleError,
      /^Cannot run task "anonymous" \(\d+\): it asks for 3 "CPU" of 2$/,
    );
    await cases.fails(ray.get(f.options({ resources: { gpu: 1 } }).remote()), InfeasibleError, /it asks for 1 "gpu" of 0$/);
  });
}

/** Enough for a task to begin in a worker that has nothing to do. */
async function someTime(ray: Runtime): Promise<void> {
  using counter = ray.actor(() => import('./fixtures/actors.ts'), 'Counter', import.meta.url).remote();
  for (let i = 1; i <= 3; i++) await ray.get(counter.increment.remote());
}
