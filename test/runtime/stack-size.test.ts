import { expect, test } from 'vitest';
import { spawnModule } from '../../runtime/platform/node-family.ts';
import { thisPlatform } from '../../runtime/platform/this-platform.ts';

const depth = (stackBytes?: number) => {
  const thread = spawnModule<never, number>(new URL('../fixtures/stack-depth.mjs', import.meta.url), 'stack', { stackBytes });
  return new Promise<number>((resolve, reject) => {
    thread.onMessage = resolve;
    thread.onExit = (reason) => reject(reason ?? new Error('it said nothing'));
  });
};

test('a thread can be given a larger stack, where the platform says so', async () => {
  const larger = (await depth(64 * 2 ** 20)) > 4 * (await depth());
  expect(larger).toBe(thisPlatform().capabilities.stackSize.has);
});
