import { expect, test } from 'vitest';
import { openPage } from './open-page.ts';

test.each([
  ['by headers', true],
  ['by service worker', true],
  ['none', false],
] as const)('isolation %s: the page is isolated: %s, computes, and says how its threads work', async (isolation, isolated) => {
  await using opened = await openPage({ isolation });
  const { page } = opened;
  await page.getByRole('heading', { level: 1, name: 'Listen to a machine' }).waitFor();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(isolated);
  await expect.poll(() => page.locator('#threads').textContent()).toContain(isolated ? 'Threads share memory.' : 'Threads share no memory');
});
