import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { init, PolyrayError, type Ray, TaskError } from '../../runtime/index.ts';

const module = () => import('../fixtures/blocking-tasks.ts');

describe.each(['inline', 'thread'] as const)('tasks that stand still, coordinator in %s', (coordinator) => {
  let ray: Ray;
  beforeAll(async () => {
    ray = await init({ numWorkers: 2, maxWorkers: 4, coordinator });
  });
  afterAll(() => ray.shutdown());
  const blocking = <K extends 'descend' | 'leaves' | 'large' | 'fails'>(name: K) =>
    ray.task(module, name, import.meta.url, { blocking: true });

  test('nest 50 deep with 2 workers', async () => {
    expect(await ray.get(blocking('descend').remote(50))).toBe(50);
  });

  test('wait for trees of each other', async () => {
    expect(await ray.get(blocking('leaves').remote(7))).toBe(128);
  });

  test('from several drivers’ calls at once', async () => {
    const refs = Array.from({ length: 12 }, (_, i) => blocking('descend').remote(i));
    expect(await ray.get(refs)).toEqual(refs.map((_, i) => i));
  });

  test('get large objects', async () => {
    expect((await ray.get(blocking('large').remote(200_000))).every((value) => value === 3)).toBe(true);
  });

  test('catch what they waited for', async () => {
    expect(await ray.get(blocking('fails').remote())).toBe(1);
  });

  test('are never async', async () => {
    const refused = ray.task(module, 'promises', import.meta.url, { blocking: true }).remote();
    await expect(ray.get(refused)).rejects.toThrow('must not be async');
  });

  test('are the only ones that may', async () => {
    const error = await ray.get(ray.task(module, 'descend', import.meta.url).remote(1)).catch((reason) => reason);
    expect(error).toBeInstanceOf(TaskError);
    expect(error.cause).toBeInstanceOf(PolyrayError);
    expect(() => ray.getSync(ray.put(1))).toThrow('only tasks with the option "blocking" may');
  });
});
