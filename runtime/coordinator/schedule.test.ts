import { describe, expect, test } from 'vitest';
import { ByHand, inline, pool, poolId, submit, task } from './simulator/by-hand.ts';

describe('workers', () => {
  test('start when there is work for them, up to the size of the pool', () => {
    const hand = new ByHand().open({ size: 2, cap: 5, window: 4 });
    expect(hand.take()).toEqual([]);
    hand.say(submit(1));
    expect(hand.takeAll('spawn')).toHaveLength(1);
    hand.say(submit(2), submit(3));
    expect(hand.takeAll('spawn')).toHaveLength(1);
  });

  test('share the work: a new one takes back what an older one has not begun', () => {
    const hand = new ByHand().open({ size: 2, cap: 2, window: 4 });
    for (const id of [1, 2, 3, 4]) hand.say(submit(id));
    const [a, b] = hand.takeAll('spawn').map(({ worker }) => worker);
    hand.from(a!, { type: 'ready' }, { type: 'started', task: 1, attempt: 1 });
    expect(hand.dispatched()).toEqual([1, 2, 3, 4].map((id) => [a, id]));
    hand.from(b!, { type: 'ready' });
    expect(hand.takeAll('recall').map((one) => one.task)).toEqual([3, 4]);
    hand.from(a!, { type: 'recalled', task: 4, attempt: 1 }, { type: 'recalled', task: 3, attempt: 1 });
    expect(hand.dispatched()).toEqual([
      [b, 4],
      [b, 3],
    ]);
  });

  test('are given more and more of brief tasks ahead of time, and long ones one by one', () => {
    const hand = new ByHand().open({ window: 4 });
    const ids = Array.from({ length: 1200 }, (_, i) => i + 1);
    for (const id of ids) hand.say(submit(id));
    const [worker] = hand.boot();
    const ahead = () => hand.machine.state.pools.get(poolId)!.workers[0]!.attempts.size;
    expect(ahead()).toBe(4);
    for (const id of ids.slice(0, 50)) hand.run(worker!, id);
    expect(ahead()).toBe(54);
    for (const id of ids.slice(50, 570)) hand.run(worker!, id);
    expect(ahead()).toBe(512);
    for (const id of ids.slice(570, 580)) hand.run(worker!, id);
    expect(ahead()).toBe(512);
    hand.wait(10);
    for (const id of ids.slice(580, 583)) hand.run(worker!, id);
    expect(ahead()).toBe(509);
    for (const id of ids.slice(583, 1197)) hand.wait(10).run(worker!, id);
    expect(ahead()).toBe(2);
  });

  test('with little room take over no more than that', () => {
    const hand = new ByHand().open({ size: 2, cap: 2, window: 4 });
    for (let id = 1; id <= 200; id++) hand.say(submit(id));
    const [a, b] = hand.boot();
    const given = () =>
      hand.machine.state.pools.get(poolId)!.workers.map(({ attempts }) => [...attempts.values()].map(({ task: { spec } }) => spec.id));
    // one has brief tasks, the other long ones
    while (hand.machine.state.pools.get(poolId)!.queued > 0) hand.run(a!, given()[0]![0]!);
    hand.wait(100).take();
    for (const id of given()[1]!) hand.run(b!, id);
    const recalled = hand.takeAll('recall');
    expect(recalled).toHaveLength(2);
    for (const { worker, task: id, attempt } of recalled) hand.from(worker, { type: 'recalled', task: id, attempt });
    expect(hand.dispatched()).toEqual(recalled.map(({ task: id }) => [b, id]));
    expect(hand.takeAll('recall')).toEqual([]);
  });

  test('that die while they run a task are replaced, and the task fails or begins again', () => {
    const hand = new ByHand().open({ window: 3 }).say(submit(1), submit(2, { retries: 1 }), submit(3));
    for (const id of [1, 2, 3]) hand.say({ type: 'get', request: id, id });
    const [first] = hand.boot();
    hand.take();
    hand.from(first!, {
      type: 'died',
      started: [
        [1, 1],
        [2, 1],
      ],
    });
    expect(hand.replies()).toEqual({ 1: 'crashed' });
    const [second] = hand.boot();
    expect(hand.takeAll('dispatch')).toMatchObject([
      { worker: second, task: { id: 2 }, attempt: 2 },
      { worker: second, task: { id: 3 }, attempt: 2 },
    ]);
  });

  test('that never become ready break the pool after three in a row', () => {
    const hand = new ByHand().open().say(submit(1), { type: 'get', request: 1, id: 1 });
    for (let time = 1; time <= 3; time++) {
      expect(hand.replies()).toEqual({});
      const [spawn] = hand.takeAll('spawn');
      hand.from(spawn!.worker, { type: 'died', started: [], reason: 'no such file' });
    }
    const [reply] = hand.takeAll('reply');
    expect(reply!.value).toMatchObject({ error: { kind: 'closed', message: expect.stringContaining('no such file') } });
    expect(hand.takeAll('spawn')).toEqual([]);
    hand.say(submit(2), { type: 'get', request: 2, id: 2 });
    expect(hand.replies()).toEqual({ 2: 'closed' });
  });

  test('that never become ready fail what an executor has been asked, and the next call tries anew', () => {
    const hand = new ByHand().open({ name: 'fft', provided: true }).say(submit(1), { type: 'get', request: 1, id: 1 });
    for (let time = 1; time <= 3; time++) {
      const [spawn] = hand.takeAll('spawn');
      hand.from(spawn!.worker, { type: 'died', started: [], reason: 'no such file' });
    }
    const [reply] = hand.takeAll('reply');
    const message = 'Cannot load executor "fft": its workers do not start: no such file';
    expect(reply!.value).toMatchObject({ error: { kind: 'load', message } });
    expect(hand.takeAll('spawn')).toEqual([]);
    hand.say(submit(2), { type: 'get', request: 2, id: 2 });
    const [worker] = hand.boot();
    hand.run(worker!, 2);
    expect(hand.takeAll('reply')).toMatchObject([{ request: 2, value: { kind: 'inline' } }]);
  });

  test('of an executor that is closed are ended, and the next call has others', () => {
    const hand = new ByHand().open({ size: 1, cap: 1, provided: true }).say(submit(1), { type: 'get', request: 1, id: 1 });
    const [first] = hand.takeAll('spawn');
    hand.say({ type: 'close', pool: pool().id, reason: { kind: 'load', message: 'no such file' } });
    expect(hand.replies()).toEqual({ 1: 'load' });
    hand.say(submit(2), { type: 'get', request: 2, id: 2 });
    expect(hand.takeAll('spawn')).toEqual([]); // at the cap until it is gone
    hand.from(first!.worker, { type: 'died', started: [] });
    const [second] = hand.boot();
    hand.run(second!, 2);
    expect(hand.takeAll('reply')).toMatchObject([{ request: 2, value: { kind: 'inline' } }]);
  });

  test('of an exclusive pool take one task at a time; others stand in for those that wait, and end when idle', () => {
    const hand = new ByHand().open({ size: 1, cap: 2, window: 16, exclusive: true }).say({ type: 'reserve', id: 9 });
    for (const id of [1, 2, 3]) hand.say(submit(id));
    const [first] = hand.boot();
    expect(hand.dispatched()).toEqual([[first, 1]]);
    hand.from(first!, { type: 'get', request: 1, id: 9, task: 1 });
    const [second] = hand.boot();
    expect(hand.dispatched()).toEqual([[second, 2]]);
    hand.from(second!, { type: 'get', request: 1, id: 9, task: 2 });
    expect(hand.takeAll('spawn')).toEqual([]); // at the cap
    hand.say({ type: 'put', id: 9, value: inline(9) });
    hand.run(first!, 1).run(second!, 2);
    expect(hand.dispatched().map(([, id]) => id)).toEqual([3]);
    hand.wait(10_000);
    expect(hand.takeAll('kill')).toHaveLength(1);
    hand.wait(10_000);
    expect(hand.takeAll('kill')).toEqual([]);
  });

  test('of a closed pool are ended, and everything of it fails, also what waits for arguments', () => {
    const hand = new ByHand().open().say({ type: 'reserve', id: 9 }, submit(1), submit(2), submit(3, { deps: [9] }));
    for (const id of [1, 2, 3]) hand.say({ type: 'get', request: id, id });
    const [worker] = hand.boot();
    hand.from(worker!, { type: 'started', task: 1, attempt: 1 });
    hand.say({ type: 'close', pool: pool().id, reason: { kind: 'closed', message: 'over' } });
    expect(hand.replies()).toEqual({ 1: 'closed', 2: 'closed', 3: 'closed' });
    expect(hand.takeAll('kill')).toEqual([{ type: 'kill', worker }]);
    hand.from(worker!, { type: 'died', started: [[1, 1]] });
    expect(hand.machine.state.pools.size).toBe(0);
  });
});

describe('order', () => {
  test('first in, first out for one client, in turn between clients', () => {
    const hand = new ByHand().open();
    const other = { id: 2000, name: 'other' };
    hand.say({ type: 'open', pool: pool(other) }, submit(1, { pool: other.id }));
    const [client] = hand.boot();
    hand.take();
    hand.say(...[1, 2, 3, 4].map((n) => submit(10 + n)));
    hand.from(client!, ...[1, 2].map((n) => submit(client! * 2 ** 32 + n)));
    const [worker] = hand.boot();
    const order: number[] = [];
    for (let [next] = hand.dispatched(); next !== undefined; [next] = hand.dispatched()) {
      order.push(next[1] % 2 ** 32);
      hand.run(worker!, next[1]);
    }
    expect(order).toEqual([11, 1, 12, 2, 13, 14]);
  });

  test('a task whose resources are taken holds back those alone that ask for the same', () => {
    const hand = new ByHand({ resources: { gpu: 1, tpu: 1 } }).open({ size: 4, cap: 4 });
    const gpu = { resources: { gpu: 1, tpu: 0 } };
    const same = { resources: { tpu: 0, gpu: 1 } };
    hand.say(submit(1, gpu), submit(2, gpu), submit(3, same), submit(4, { resources: { tpu: 1 } }), submit(5));
    const workers = hand.boot();
    expect(hand.dispatched().map(([, task]) => task)).toEqual([1, 4, 5]);
    hand.run(workers[0]!, 1);
    expect(hand.dispatched().map(([, task]) => task)).toEqual([2]);
    hand.run(workers[0]!, 2);
    expect(hand.dispatched().map(([, task]) => task)).toEqual([3]);
  });
});

describe('workers that block', () => {
  const blocking = { waits: 'block', window: 4 } as const;

  test('run what they wait for on top of the task that waits, and give back what stands behind it', () => {
    const hand = new ByHand().open({ ...blocking, cap: 1 }).say(submit(1), submit(2));
    const [worker] = hand.boot();
    hand.take();
    const child = worker! * 2 ** 32 + 1;
    hand.from(worker!, { type: 'started', task: 1, attempt: 1 }, { type: 'submit', task: task(child, { caller: 1 }) });
    hand.take();
    hand.from(worker!, { type: 'get', request: 1, id: child, task: 1 });
    expect(hand.takeAll('recall').map((one) => one.task)).toEqual([2, child]);
    hand.from(worker!, { type: 'recalled', task: child, attempt: 1 }, { type: 'recalled', task: 2, attempt: 1 });
    expect(hand.takeAll('dispatch')).toMatchObject([{ task: { id: child }, inline: true }]);
    hand.run(worker!, child, inline(7), 2);
    expect(hand.replies()).toEqual({ 1: 7 });
    // the first goes on, the second stands behind it again
    expect(hand.takeAll('dispatch')).toMatchObject([{ task: { id: 2 }, inline: false }]);
  });

  test('look at every question of the task that waits, and wait once however often it asks', () => {
    const hand = new ByHand().open({ ...blocking, cap: 1, window: 1 }).say({ type: 'reserve', id: 9 }, submit(1), submit(2), submit(3));
    const [worker] = hand.boot();
    hand.take();
    hand.from(worker!, { type: 'get', request: 1, id: 9, task: 1 });
    expect(hand.dispatched()).toEqual([]);
    hand.from(worker!, { type: 'get', request: 2, id: 3, task: 1 });
    expect(hand.dispatched()).toEqual([[worker, 3]]);
    // both are answered under the one on top, and it asks once more
    hand.say({ type: 'put', id: 9, value: inline(9) }, { type: 'cancel', id: 3, force: false });
    hand.from(worker!, { type: 'get', request: 3, id: 2, task: 1 });
    expect(hand.machine.state.pools.get(pool().id)!.workers[0]!.stack).toHaveLength(1);
    hand.run(worker!, 3);
    expect(hand.dispatched()).toEqual([[worker, 2]]);
  });

  test('run on top what began there although it was called back', () => {
    const hand = new ByHand()
      .open({ ...blocking, cap: 1 })
      .say({ type: 'reserve', id: 8 }, { type: 'reserve', id: 9 }, submit(1), submit(2));
    const [worker] = hand.boot();
    hand.from(worker!, { type: 'get', request: 1, id: 8, task: 1 }).take();
    hand.from(worker!, { type: 'started', task: 2, attempt: 1 });
    // the first is answered and stays under the second, which still holds the worker
    hand.say({ type: 'put', id: 8, value: inline(8) });
    const [at] = hand.machine.state.pools.get(pool().id)!.workers;
    expect([at!.stack.map((one) => one.task.spec.id), at!.top!.task.spec.id]).toEqual([[1], 2]);
    hand.from(worker!, { type: 'done', task: 2, attempt: 1, values: [inline(2)] });
    expect([at!.stack.length, at!.top!.task.spec.id]).toEqual([0, 1]);
  });

  test('find it through other pools and arguments', () => {
    const hand = new ByHand().open({ ...blocking, cap: 1, window: 1 });
    const js = 2000;
    hand.say({ type: 'open', pool: pool({ id: js, name: 'js' }) });
    hand.say(submit(1), submit(2), submit(3, { deps: [2], pool: js }));
    const [worker] = hand.boot();
    hand.take();
    hand.from(worker!, { type: 'get', request: 1, id: 3, task: 1 });
    expect(hand.takeAll('dispatch')).toMatchObject([{ worker, task: { id: 2 }, inline: true }]);
  });

  test('are stood in for by others up to the cap', () => {
    const hand = new ByHand().open({ ...blocking, cap: 2 }).say({ type: 'reserve', id: 9 }, submit(1));
    const [first] = hand.boot();
    hand.from(first!, { type: 'get', request: 1, id: 9, task: 1 }).take();
    hand.say(submit(2), submit(3));
    const [second] = hand.boot();
    expect(hand.dispatched()).toEqual([
      [second, 2],
      [second, 3],
    ]);
    expect(hand.takeAll('spawn')).toEqual([]);
  });
});
