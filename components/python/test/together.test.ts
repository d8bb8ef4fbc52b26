import { expect, test } from 'vitest';
import { startInterpreter } from './interpreter.ts';

test('a snapshot, a shared module, a large stack and a memory limit work together in one interpreter', async () => {
  await using python = await startInterpreter({ memoryBytes: 128 * 2 ** 20 });
  expect(await python.ready).toMatchObject({ snapshotError: undefined });
  const deep = 'a = []\nfor _ in range(100_000): a = [a]\ndel a\nimport sys; sys.getrefcount(None) > 0';
  expect(await python.run(deep)).toMatchObject({ value: true });
  const bomb = 'try:\n    bytearray(200 * 2**20)\n    ended = "no error"\nexcept MemoryError:\n    ended = "MemoryError"\nended';
  const { value, memoryBytes } = await python.run(bomb);
  expect(value).toBe('MemoryError');
  expect(memoryBytes).toBeLessThanOrEqual(128 * 2 ** 20);
  expect(python.unsound).toEqual([{ kind: 'memory', message: expect.stringContaining('its limit is 134217728') }]);
  expect(await python.run('6 * 7')).toMatchObject({ value: 42 });
});
