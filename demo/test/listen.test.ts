import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkAccessibility } from './check-accessibility.ts';
import { makeWav, sine } from './make-wav.ts';
import { type OpenedPage, openPage } from './open-page.ts';
import { brightestRow } from './spectrogram-pixels.ts';

/** One for all tests: each begins with a recording. */
let opened: OpenedPage;
const asked: string[] = [];
beforeAll(async () => {
  opened = await openPage({ before: async (page) => void page.on('request', (request) => asked.push(request.url())) });
});
afterAll(async () => opened[Symbol.asyncDispose]());

/** Waits for the end of the analysis of what is shown. */
async function analysed(page: Page, what: string | RegExp = 'motor-4.wav'): Promise<void> {
  await page.locator('.listen:not([aria-busy])').waitFor();
  await page.locator('.listen-about').filter({ hasText: what }).waitFor({ timeout: 1000 });
}

async function begin(): Promise<Page> {
  const { page } = opened;
  await page.locator('.listen:not([aria-busy])').waitFor();
  await page.getByLabel('Recording').selectOption({ index: 0 });
  await analysed(page);
  return page;
}

const chooseFile = (page: Page, name: string, buffer: Buffer, mimeType = 'audio/wav') =>
  page.locator('#listen-file').setInputFiles({ name, mimeType, buffer });

const alert = (page: Page) => page.getByRole('alert').filter({ hasText: /./ });
/** In the page: what plays. */
declare const playing: ReadonlySet<AudioScheduledSourceNode>;

const statusOf = (page: Page) => page.locator('.listen-head').getByRole('status').filter({ hasText: /./ });

test('a recording: picture, features, score, and the verdict of the rule in Python, which is loaded when it is asked for', async () => {
  const { page } = opened;
  await analysed(page);
  expect(await page.locator('.listen-score').textContent()).toBe('16');
  expect(await page.locator('.listen-features').textContent()).toBe('RMS0.0774 PaPeak0.379 PaCrest factor4.3Kurtosis3.19');
  expect(await page.locator('.listen-bands tbody tr').count()).toBe(11);
  expect(await page.locator('canvas.lanes').getAttribute('aria-label')).toMatch(/C\+\+: \d+ tasks\..*JavaScript: \d+ tasks\./);
  const { brightness, median } = await brightestRow(page);
  expect(brightness).toBeGreaterThan(2 * median);
  expect(asked.filter((url) => url.includes('pyodide'))).toEqual([]);

  await page.getByRole('button', { name: 'Decide in Python' }).click();
  await page.locator('.listen-verdict strong').waitFor();
  expect(await page.locator('.listen-verdict').textContent()).toMatch(/^inneractconfidence 1\.00.*9 of 11 bands show the inner orders/);
  expect(asked.some((url) => url.includes('pyodide.asm.wasm'))).toBe(true);
  await expect.poll(() => page.locator('canvas.lanes').getAttribute('aria-label')).toContain('Python: ');
});

test('the same on one thread at a time: the same figures, later, and the page compares', async () => {
  const page = await begin();
  await page.getByRole('switch', { name: 'One thread at a time' }).press('Space');
  const compared = page.locator('.listen-threads').getByText(/^All threads: .*\. One at a time: .*, [\d.]+ times as long\.$/);
  await compared.waitFor();
  expect(await page.locator('.listen-run-summary').textContent()).toMatch(/^\d+ tasks, one after the other, in /);
  expect(await page.locator('.listen-score').textContent()).toBe('16');
  await page.getByRole('switch', { name: 'One thread at a time' }).press('Space');
});

test.each([
  ['16-bit integers, two channels', { floats: false, channels: 2 }],
  ['floats', { floats: true, channels: 1 }],
])('a WAV file of a tone, %s: the bright row lies at its frequency', async (_what, format) => {
  const page = await begin();
  await chooseFile(page, 'tone.wav', makeWav({ rate: 16_000, samples: sine(16_000, 3000, 4), ...format }));
  await analysed(page, 'tone.wav');
  await expect.poll(async () => (await brightestRow(page)).height).toBeCloseTo(3000 / 8000, 1.5);
  const { brightness, median } = await brightestRow(page);
  expect(brightness).toBeGreaterThan(150);
  expect(median).toBeLessThan(60);
});

test('a CSV file: its times are its rate; without times people say it, and it is not read again', async () => {
  const page = await begin();
  const values = sine(1000, 100, 3);
  const timed = Array.from(values, (value, i) => `${i / 1000},${value}`).join('\n');
  await chooseFile(page, 'timed.csv', Buffer.from(`time,value\n${timed}\n`), 'text/csv');
  await analysed(page, 'timed.csv, 1 kHz sampling rate');
  await expect.poll(async () => (await brightestRow(page)).height).toBeCloseTo(100 / 500, 1.5);

  await chooseFile(page, 'plain.csv', Buffer.from(Array.from(values).join('\n')), 'text/csv');
  await analysed(page, 'plain.csv, 10 kHz sampling rate');
  const read = await page.evaluateHandle(() => {
    const { text } = Blob.prototype;
    Blob.prototype.text = () => Promise.reject(new Error('It was read before'));
    return text;
  });
  await page.getByLabel('Samples per second').fill('1000');
  await page.getByLabel('Samples per second').press('Enter');
  await analysed(page, 'plain.csv, 1 kHz sampling rate');
  await expect.poll(async () => (await brightestRow(page)).height).toBeCloseTo(100 / 500, 1.5);
  await read.evaluate((text) => {
    Blob.prototype.text = text;
  });
});

test('files that are none are named, and the page goes on', async () => {
  const page = await begin();
  const tone = makeWav({ rate: 16_000, samples: sine(16_000, 3000, 4) });
  for (const [name, bytes, said] of [
    ['letter.wav', Buffer.from('Dear Sir or Madam'), '"letter.wav" is no WAV file'],
    ['empty.wav', Buffer.alloc(0), '"empty.wav" is no WAV file'],
    ['words.csv', Buffer.from('1\n2\nmany\n'), '"words.csv" is no list of numbers: line 3 has "many"'],
  ] as const) {
    await chooseFile(page, name, bytes);
    await expect.poll(() => alert(page).textContent()).toContain(said);
    expect(await alert(page).textContent()).toMatch(/^"/);
  }
  await chooseFile(page, 'cut.wav', tone.subarray(0, 44 + 48_000));
  await statusOf(page).filter({ hasText: 'cut.wav: The file ends early: it says that it has 4.00 s, and has 1.50 s.' }).waitFor();
  await analysed(page, 'cut.wav');
  await page.evaluate(() => {
    const { arrayBuffer } = Blob.prototype;
    Blob.prototype.arrayBuffer = function read() {
      Blob.prototype.arrayBuffer = arrayBuffer;
      throw new RangeError('Array buffer allocation failed');
    };
  });
  await chooseFile(page, 'large.wav', tone);
  await alert(page).filter({ hasText: 'This page does not get enough memory for it (Array buffer allocation failed).' }).waitFor();
  await page.getByLabel('Recording').selectOption({ index: 1 });
  await analysed(page, 'motor-3.wav');
  expect(await alert(page).count()).toBe(0);
});

test.each([
  [1, 'no bands are judged'],
  [127, 'Too short: 0 of the 40 shaft revolutions'],
])('a WAV file of %i samples: too short to tell, which is no failure', async (samples, said) => {
  const page = await begin();
  await chooseFile(page, 'short.wav', makeWav({ rate: 16_000, samples: sine(16_000, 3000, samples / 16_000) }));
  await analysed(page, 'short.wav');
  expect(await alert(page).allTextContents()).toEqual([]);
  expect(await page.locator('.listen').textContent()).toContain(said);
});

test('a setting that is no number is named; with one that is, the same file is analysed, not what came before it', async () => {
  const page = await begin();
  await page.getByLabel('Shaft speed, rpm').fill('');
  await chooseFile(page, 'tone.wav', makeWav({ rate: 16_000, samples: sine(16_000, 3000, 4) }));
  await alert(page).filter({ hasText: '"Shaft speed, rpm" must be a number from 1 to 600000, is ""' }).waitFor();
  await page.getByLabel('Shaft speed, rpm').fill('1500');
  await page.getByLabel('Shaft speed, rpm').press('Enter');
  await analysed(page, 'tone.wav');
  expect(await alert(page).count()).toBe(0);
});

test('a recording that cannot be had is named, with what is wrong', async () => {
  await using without = await openPage({
    serviceWorkers: 'block',
    before: (page) => page.route('**/motor-3.wav', (route) => route.abort()),
  });
  const { page } = without;
  await analysed(page);
  await page.getByLabel('Recording').selectOption({ index: 1 });
  await alert(page)
    .filter({ hasText: /^Cannot load data\/.*motor-3\.wav: Failed to fetch$/ })
    .waitFor();
  without.complaints.length = 0; // the browser's own, of the request
});

test('an answer that is no file is none: the part says which it wants', async () => {
  const missing = (page: Page) => page.route('**/rule.py', (route) => route.fulfill({ status: 404, body: '<!doctype html>' }));
  await using without = await openPage({ serviceWorkers: 'block', before: missing });
  await alert(without.page).filter({ hasText: 'This part cannot be shown: Cannot load rule.py: HTTP 404' }).waitFor();
  without.complaints.length = 0;
});

test('Play, however often it is pressed, plays once, and Pause ends it', async () => {
  const count = (page: Page) =>
    page.addInitScript(() => {
      const playing = new Set<AudioScheduledSourceNode>();
      Object.assign(globalThis, { playing });
      const { start, stop } = AudioBufferSourceNode.prototype;
      AudioBufferSourceNode.prototype.start = function begin(...times) {
        playing.add(this);
        start.apply(this, times);
      };
      AudioBufferSourceNode.prototype.stop = function end(...times) {
        playing.delete(this);
        stop.apply(this, times);
      };
    });
  await using loud = await openPage({ before: count });
  const { page } = loud;
  const sources = () => page.evaluate(() => playing.size);
  await analysed(page);
  await page.getByRole('button', { name: 'Play' }).evaluate((button: HTMLButtonElement) => {
    for (let i = 0; i < 3; i++) button.click();
  });
  await expect.poll(sources).toBe(1);
  await page.waitForTimeout(500);
  expect(await sources()).toBe(1);
  await page.getByRole('button', { name: 'Pause' }).click();
  expect(await sources()).toBe(0);
});

test('a recording of two hours: half a minute of it is analysed, from where people choose', async () => {
  const page = await begin();
  const samples = new Float64Array(7200 * 1000);
  samples.set(sine(1000, 100, 3600));
  samples.set(sine(1000, 400, 3600), 3600 * 1000);
  await chooseFile(page, 'long.wav', makeWav({ rate: 1000, samples }));
  await statusOf(page).filter({ hasText: 'It lasts 2:00:00: 30 s are analysed, from where you choose.' }).waitFor();
  await expect.poll(async () => (await brightestRow(page)).height).toBeCloseTo(100 / 500, 1.5);
  await page.getByLabel('Begin at').fill('5000');
  await expect.poll(async () => (await brightestRow(page)).height, { timeout: 10_000 }).toBeCloseTo(400 / 500, 1.5);
});

test('a rule that fails, decides nothing or wants all memory: the page says so, and the next decision is made', async () => {
  const page = await begin();
  const decide = page.getByRole('button', { name: 'Decide in Python' });
  const rule = page.getByLabel('The rule, in Python');
  const verdict = page.locator('.listen-verdict');
  const tryRule = async (body: string) => {
    await rule.click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(`def decide(*tensors, **given):\n    ${body}\n`);
    await decide.click();
  };
  await tryRule('return undefined_name');
  await verdict.getByText("NameError: name 'undefined_name' is not defined").waitFor();
  await tryRule('return 42');
  await verdict.getByText('The rule gave no decision').waitFor();
  await tryRule('return [None] * (1 << 30)'); // refused at once: the tests need not have it
  await verdict.getByText('MemoryError').waitFor();
  await tryRule('return {"verdict": "fine", "severity": "none", "confidence": 1, "reason": f"novelty of {len(tensors[2])} bands"}');
  await verdict.getByText('Novelty of 11 bands.').waitFor();
  await page.getByRole('button', { name: 'Restore the rule' }).click();
  await rule.getByText('"""The decision: from the evidence in each band').waitFor();
});

test('the editor of the rule does not catch the keyboard', async () => {
  const page = await begin();
  const rule = page.getByLabel('The rule, in Python');
  await rule.focus();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Tab');
  expect(await rule.locator('.cm-line').first().textContent()).toMatch(/^ {4}"""/);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  expect(await rule.evaluate((editor) => editor.contains(document.activeElement))).toBe(false);
  await page.getByRole('button', { name: 'Restore the rule' }).click();
});

test.each([
  ['light', 1280],
  ['dark', 1280],
  ['light', 360],
  ['dark', 360],
] as const)('axe finds nothing, and nothing is cut off: %s, %i px wide', async (colorScheme, width) => {
  const page = await begin();
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ width, height: 800 });
  await page.locator('.listen-verdict strong').waitFor(); // Python is there, and decides by itself
  for (const details of await page.locator('details:not([open]) > summary').all()) await details.click();
  expect(await checkAccessibility(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
});
