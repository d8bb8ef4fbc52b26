import { expect, test } from 'vitest';
import { ExecutorFaultError, ExecutorNotFoundError, InvalidComponentError } from '../../runtime/errors.ts';
import type { ExecutorPackages } from '../../runtime/executors.ts';
import { init } from '../../runtime/init.ts';
import { loadComponent } from '../../runtime/load-component.ts';
import { collectGarbage } from '../../runtime/platform/collect-garbage.ts';
import { makeExecutor } from '../fixtures/make-component.ts';

const cache = false;

test.each(['inline', 'thread'] as const)('components come and go in a running host, versions side by side (%s)', async (coordinator) => {
  await using ray = await init<ExecutorPackages>({ numWorkers: 1, coordinator });
  const one = await ray.executors.load(await makeExecutor({ name: 'plug', version: '1.0.0', operation: 'go' }), { cache });
  const two = await ray.executors.load(await makeExecutor({ name: 'plug', version: '1.1.0', operation: 'go' }), { cache });
  expect([await one.version(), await two.version()]).toEqual(['1.0.0', '1.1.0']);
  expect((await one.operations()).map(({ name }) => name)).toEqual(['go']);
  await expect(one.execute({ operation: 'go' })).rejects.toThrow(ExecutorFaultError); // it only traps
  await ray.executors.unload('plug');
  expect(() => ray.executors.get('plug')).toThrow(ExecutorNotFoundError);
});

test('what is no executor changes nothing', async () => {
  await using ray = await init({ numWorkers: 1 });
  await expect(ray.executors.load(Buffer.from('<html>'), { name: 'page', cache })).rejects.toThrow(InvalidComponentError);
  await expect(ray.executors.load(await makeExecutor(), { sha256: '0'.repeat(64), cache })).rejects.toThrow('expected 0000');
  expect(ray.executors.list()).toEqual([]);
});

test.each(['inline', 'thread'] as const)('nothing of a component is held when it was unloaded (%s)', async (coordinator) => {
  await using ray = await init<ExecutorPackages>({ numWorkers: 1, coordinator });
  const held = async (i: number): Promise<WeakRef<object>[]> => {
    const made = await loadComponent(await makeExecutor({ name: `plug-${i}`, version: '1.0.0' }), { cache });
    const executor = await ray.executors.load(made);
    expect(await executor.operations()).toEqual([]);
    await ray.executors.unload(made.name);
    return [made, ...Object.values(made.builds[0]!.core)].map((of) => new WeakRef(of));
  };
  const refs: WeakRef<object>[] = [];
  for (let i = 0; i < 5; i++) refs.push(...(await held(i)));
  await expect
    .poll(
      () => {
        collectGarbage('all');
        return refs.filter((ref) => ref.deref() !== undefined).length;
      },
      { timeout: 20_000 },
    )
    .toBe(0);
});
