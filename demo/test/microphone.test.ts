import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { microphoneHertz } from './make-wav.ts';
import { openPage } from './open-page.ts';
import { brightestRow } from './spectrogram-pixels.ts';

const listen = async (page: Page) => {
  await page.locator('.listen-run-summary:not(:empty)').waitFor();
  await page.getByRole('button', { name: 'Microphone' }).click();
};

test('the microphone: its tone is seen and judged as it is heard, and the page is not held up', async () => {
  const watchLongTasks = () => {
    const seen: number[] = [];
    Object.assign(globalThis, { longTasks: seen });
    new PerformanceObserver((list) => seen.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
  };
  await using opened = await openPage({ permissions: ['microphone'] });
  const { page } = opened;
  await listen(page);
  await page.locator('.listen-about').filter({ hasText: 'the microphone' }).waitFor();
  await expect.poll(async () => (await brightestRow(page)).brightness, { timeout: 20_000 }).toBeGreaterThan(100);
  const rate = Number(/([\d.]+) kHz/.exec(String(await page.locator('.listen-about').textContent()))?.[1]) * 1000;
  expect((await brightestRow(page)).height).toBeCloseTo(microphoneHertz / (rate / 2), 1.5);
  await page.locator('.listen-sentence').filter({ hasText: /bands/ }).waitFor({ timeout: 30_000 });
  expect(await page.locator('.listen-run-summary').textContent()).toMatch(/^\d+ tasks in the last 5 s/);

  await page.evaluate(watchLongTasks);
  const cpu = await page.context().newCDPSession(page);
  await cpu.send('Performance.enable');
  const before = await taskSeconds(cpu);
  await page.waitForTimeout(5000);
  const busy = (await taskSeconds(cpu)) - before;
  const longTasks = await page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks);
  console.log(
    `5 s of a stream: the page's thread was busy for ${busy.toFixed(2)} s; tasks above 50 ms: ${longTasks.map(Math.round).join(', ') || 'none'}`,
  );
  // on a machine that others load, the longest says more of them than of us: what is certain is that most of the time is free
  expect(longTasks.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(1000);

  await page.getByRole('button', { name: 'Stop microphone' }).click();
  await page.getByRole('button', { name: 'Microphone' }).waitFor();
});

test('a microphone that is not allowed: the page says so, and recordings work', async () => {
  await using opened = await openPage({ permissions: [] });
  const { page } = opened;
  await listen(page);
  await page.getByRole('alert').filter({ hasText: 'The microphone was not allowed.' }).waitFor();
  await page.getByLabel('Recording').selectOption({ index: 1 });
  await page.locator('.listen-about').filter({ hasText: 'motor-3.wav' }).waitFor();
});

test('a page that is hidden does not listen, and says afterwards that there is a gap', async () => {
  await using opened = await openPage({ permissions: ['microphone'] });
  const { page } = opened;
  await listen(page);
  await expect.poll(async () => (await brightestRow(page)).brightness, { timeout: 20_000 }).toBeGreaterThan(50);
  const setHidden = (hidden: boolean) =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'hidden', { configurable: true, value });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  await setHidden(true);
  await page.waitForTimeout(1500);
  const heard = await page.locator('canvas.waveform').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  await page.waitForTimeout(500);
  expect(await page.locator('canvas.waveform').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL())).toBe(heard);
  await setHidden(false);
  await page
    .getByRole('status')
    .filter({ hasText: /The microphone was off for [\d.]+ s while this page was hidden/ })
    .waitFor();
  await expect.poll(() => page.locator('canvas.waveform').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL())).not.toBe(heard);
});

async function taskSeconds(cpu: {
  send(method: 'Performance.getMetrics'): Promise<{ metrics: { name: string; value: number }[] }>;
}): Promise<number> {
  const { metrics } = await cpu.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')!.value;
}
