import type { Cases } from './cases.ts';
import { Latch } from './latch.ts';

/** What a runtime says about itself. */
export function stateCases(cases: Cases): void {
  cases.testWith('state: lists tasks, objects, actors and workers', { numWorkers: 1 }, async (ray) => {
    using latch = new Latch();
    const hold = ray.task(() => import('./fixtures/latch.ts'), 'hold', import.meta.url);
    const running = hold.options({ name: 'first' }).remote(latch.name, 1);
    await latch.begun();
    const waiting = hold.options({ name: 'second' }).remote(latch.name, 2);
    using counter = ray.actor(() => import('./fixtures/actors.ts'), 'Counter', import.meta.url, { name: 'listed' }).remote();
    await ray.get(counter.increment.remote());
    const tasks = await ray.state.listTasks();
    cases.equal(
      tasks.map(({ taskId, name }) => [taskId, name]),
      [
        [running.id.toHex(), 'first'],
        [waiting.id.toHex(), 'second'],
      ],
      'the tasks',
    );
    const [actor] = await ray.state.listActors();
    cases.equal([actor!.actorId, actor!.className, actor!.name], [counter.actorId.toHex(), 'Counter', 'listed'], 'the actor');
    cases.equal((await ray.state.listTasks({ filters: { name: 'second' } })).length, 1, 'how many tasks have the name');
    cases.equal((await ray.state.listWorkers()).length, 2, 'the number of workers');
    cases.equal((await ray.state.listObjects({ limit: 1 })).length, 1, 'the number of objects in a short list');
    ray.cancel(waiting);
    latch.release();
    cases.equal(await ray.get(running), 1, 'the result');
    // until the worker is through with the cancelled one
    while ((await ray.state.listTasks()).length > 0) await new Promise((resolve) => setTimeout(resolve, 1));
  });
}
