import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { HandleCounts } from './handle-counts.ts';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

async function collected(done: () => boolean, times = 200): Promise<void> {
  for (let i = 0; i < times && !done(); i++) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('each handle lets go once: when it is disposed of, or else when it is collected', async () => {
  const dropped: number[] = [];
  let batches = 0;
  const counts = new HandleCounts({
    drop: (id) => dropped.push(id),
    dropAll: (ids) => {
      batches++;
      dropped.push(...ids);
    },
  });
  (() => {
    for (let i = 0; i < 100; i++) for (const id of [1, 2, 2, 3]) counts.add({ id }, id);
  })();
  for (let i = 0; i < 100; i++) for (const id of [1, 2]) counts.dispose(id);
  expect(dropped).toHaveLength(200);
  await collected(() => dropped.length === 400);
  await collected(() => false, 10);
  const times = (wanted: number) => dropped.filter((id) => id === wanted).length;
  expect(batches).toBeLessThan(50);
  expect([times(1), times(2), times(3)]).toEqual([100, 200, 100]);
});
