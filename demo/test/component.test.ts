import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fromWat, makeExecutor } from '../../test/fixtures/make-component.ts';
import { checkAccessibility } from './check-accessibility.ts';
import { type OpenedPage, type OpenOptions, openPage } from './open-page.ts';
import { traceTasks } from './trace-tasks.ts';

/** The part, and what people do there. */
class ComponentPart {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** What it says in the end. */
  async says(text: string | RegExp): Promise<void> {
    await expect.poll(() => this.page.locator('.component .notice:not(:empty)').textContent(), { timeout: 40_000 }).toMatch(text);
  }

  async try(example: string): Promise<void> {
    await this.page.getByRole('button', { name: example }).click();
  }

  async choose(name: string, bytes: Uint8Array): Promise<void> {
    await this.page.locator('#component-file').setInputFiles({ name, mimeType: 'application/wasm', buffer: Buffer.from(bytes) });
  }

  /** As from the desktop. */
  async drop(name: string, bytes: Uint8Array): Promise<void> {
    const transfer = await this.page.evaluateHandle(
      ({ name, bytes }) => {
        const made = new DataTransfer();
        made.items.add(new File([new Uint8Array(bytes)], name));
        return made;
      },
      { name, bytes: [...bytes] },
    );
    await this.page.dispatchEvent('.component', 'drop', { dataTransfer: transfer });
  }

  async run(): Promise<void> {
    await this.page.getByRole('button', { name: 'Run', exact: true }).click();
  }

  /** @param place of the slider, from 0 */
  async limit(name: 'Memory' | 'Time' | 'Fuel', place: number): Promise<void> {
    await this.page.getByRole('slider', { name }).fill(String(place));
  }

  fact(name: string): Promise<string | null> {
    return this.page
      .locator('.facts > div')
      .filter({ has: this.page.getByText(name, { exact: true }) })
      .locator('dd')
      .first()
      .textContent();
  }
}

async function openComponent(options: OpenOptions = {}): Promise<OpenedPage & { readonly part: ComponentPart }> {
  const opened = await openPage({ ...options, part: 'component' });
  await opened.page.getByRole('heading', { level: 1, name: 'Bring your own component' }).waitFor();
  return { ...opened, part: new ComponentPart(opened.page) };
}

describe('components in a page', () => {
  let opened: Awaited<ReturnType<typeof openComponent>>;
  let part: ComponentPart;
  beforeAll(async () => {
    opened = await openComponent();
    part = opened.part;
  });
  beforeEach(async () => {
    for (const [name, place] of [
      ['Memory', 6],
      ['Time', 3],
      ['Fuel', 7],
    ] as const)
      await part.limit(name, place);
  });
  afterAll(() => opened[Symbol.asyncDispose]());

  test('one that draws is inspected, runs, and its picture is there', async () => {
    await part.try('One that draws');
    await part.says('playground 1.0.0 is ready.');
    expect(await part.fact('Kind')).toBe('executor, polyray:compute/component@0.1.0');
    expect(await part.fact('Trust')).toBe('sealed');
    expect(await part.fact('SHA-256')).toMatch(/^[0-9a-f]{64}$/);
    expect(await part.fact('Imports')).toBe('polyray:compute/types@0.1.0 (instance), which reaches nothing');
    expect(await part.fact('Core modules')).toMatch(/^[\d,]+ bytes, memory 64 KiB to 2 GiB, table \d+$/);
    // the whole set: its middle belongs to it, its corners do not
    for (const [name, value] of Object.entries({ x: -0.5, y: 0, width: 3.6, steps: 50, columns: 64 }))
      await part.page.getByLabel(name, { exact: true }).fill(String(value));
    await part.run();
    await part.says('“mandelbrot” is done.');
    expect(Number((await part.fact('Fuel'))?.replaceAll(',', ''))).toBeGreaterThan(100_000);
    expect(await part.fact('Memory')).toMatch(/^(0\.\d+|[1-9]\d?(\.\d+)?) of 64 MiB$/);
    const { size, colours } = await part.page.locator('.output canvas').evaluate((canvas: HTMLCanvasElement) => {
      const { data, width } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      const at = (x: number, y: number) => [...data.subarray(4 * (y * width + x)).subarray(0, 3)];
      return { size: [canvas.width, canvas.height], colours: [at(32, 24), at(0, 0), at(63, 0), at(0, 47), at(63, 47)] };
    });
    expect(size).toEqual([64, 48]);
    const [middle, ...corners] = colours.map((colour) => colour.reduce((a, b) => a + b));
    expect(middle).toBe(252 + 253 + 191); // the lightest of the map
    for (const corner of corners) expect(corner).toBeLessThan(150);
  });

  test('what a form holds is checked at its field, by the page and by the declaration', async () => {
    await part.try('One that draws');
    await part.says('is ready');
    const steps = part.page.getByLabel('steps', { exact: true });
    await steps.fill('many');
    await part.run();
    expect(await steps.getAttribute('aria-invalid')).toBe('true');
    await part.page.getByText('must be a whole number, is “many”').waitFor();
    await steps.fill('0');
    await part.run();
    await part.says('Invalid parameters.steps: must be at least 1, is 0');
    expect(await part.page.evaluate(() => document.activeElement?.getAttribute('aria-invalid'))).toBe('true');
    await steps.fill('1');
    await part.run();
    await part.says('is done');
    expect(await steps.getAttribute('aria-invalid')).toBeNull();
  });

  test('tensors are filled by their form, and come back as numbers', async () => {
    await part.try('Neural networks');
    await part.says('is ready');
    await part.page.getByLabel('Filled with').selectOption('these numbers');
    await part.page.getByLabel('Size').fill('1, 2');
    await part.page.getByLabel('Numbers', { exact: true }).fill('3 3 3');
    await part.run();
    await part.page.getByText('must have 2 numbers for its size, has 3').waitFor();
    await part.page.getByLabel('Numbers', { exact: true }).fill('3, 3');
    await part.run();
    await part.says('“tensor.softmax” is done.');
    expect(await part.page.locator('.output pre').textContent()).toBe('0.5, 0.5');
    await part.page.getByLabel('Size').fill('8, 8, 8');
    await part.page.getByLabel('Filled with').selectOption('counting');
    await part.run();
    await part.says(/no answer: .*inputs\.x\.dimensions/);
  });

  test('one that never ends is stopped: by time, by fuel, by hand; the page goes on', async () => {
    await part.try('One that never ends');
    await part.says('is ready');
    await part.limit('Time', 1);
    await part.run();
    await part.says(/“spin” was stopped: its time was over\. .*within 300 ms/);
    await part.limit('Time', 5);
    await part.limit('Fuel', 1);
    await part.run();
    await part.says(/“spin” was stopped at a limit, fuel/);
    await part.limit('Fuel', 7);
    await part.run();
    await part.page.waitForTimeout(500);
    await part.page.getByRole('button', { name: 'Stop' }).click();
    await part.says('“spin” was stopped, as you wished.');
    await part.page.getByLabel('Operation', { exact: true }).selectOption('mandelbrot');
    await part.run();
    await part.says('“mandelbrot” is done.');
  });

  test('one that takes all memory is refused it, and what begins with more than it may is not run', async () => {
    await part.try('One that takes all memory');
    await part.says('is ready');
    await part.run();
    await part.says('“hoard” had no memory left.');
    await part.choose('large.wasm', await makeExecutor({ memory: '100', operation: 'go' }));
    await part.says('small 1.2.3 is ready.');
    await part.limit('Memory', 0);
    await part.run();
    await part.says(/“go” has no answer: .*(memory|Memory)/);
  });

  test('a large answer holds up nobody, and one that is too large is refused', async () => {
    await part.try('One that draws');
    await part.says('is ready');
    for (const [name, value] of Object.entries({ steps: 1, columns: 800 }))
      await part.page.getByLabel(name, { exact: true }).fill(String(value));
    const tasks = await traceTasks(part.page, async () => {
      await part.run();
      await part.says('“mandelbrot” is done.');
    });
    expect(await part.page.locator('.output canvas').getAttribute('height')).toBe('600');
    expect(Math.max(...tasks.map(({ computedMs }) => computedMs))).toBeLessThan(50);

    // one value, without a name, that is a text of 17 MiB
    const executeBody = `(i32.store (i32.const 1028) (i32.const 2048)) (i32.store (i32.const 1032) (i32.const 1))
      (i32.store (i32.const 2056) (i32.const 3)) (i32.store (i32.const 2064) (i32.const 65536))
      (i32.store (i32.const 2068) (i32.const ${17 * 2 ** 20})) (i32.const 1024)`;
    await part.choose('talks.wasm', await makeExecutor({ operation: 'go', memory: '300', executeBody }));
    await part.says('small 1.2.3 is ready.');
    await part.run();
    await part.says(/“go” was stopped at a limit, responseBytes/);
  });

  test('what traps is told, and the next call has a fresh instance', async () => {
    await part.drop('trap.wasm', await makeExecutor({ operation: 'go' }));
    await part.says('small 1.2.3 is ready.');
    await part.page.getByText('It takes nothing.').waitFor();
    for (let i = 0; i < 2; i++) {
      await part.run();
      await part.says(/“go” broke; the next call has a fresh instance\. .*unreachable/);
      await part.page.getByRole('button', { name: 'Run', exact: true }).waitFor();
    }
  });

  test('what it imports has to be granted, and then it runs', async () => {
    const clock = await makeExecutor({
      name: 'timely',
      operation: 'go',
      imports: '(import "wasi:clocks/monotonic-clock@0.2.3" "now" (func (result i64)))',
      world: 'import wasi:clocks/monotonic-clock@0.2.3;',
      packages: 'package wasi:clocks@0.2.3 { interface monotonic-clock { now: func() -> u64; } }',
    });
    await part.choose('timely.wasm', clock);
    await part.says('it imports wasi:clocks/monotonic-clock@0.2.3');
    expect(await part.fact('Imports')).toBe('wasi:clocks/monotonic-clock@0.2.3 (instance), needs clocks');
    expect(await part.fact('Trust')).toBe('not loaded');
    await part.page.getByLabel('The time of day, and the time that passes').check();
    await part.says('timely 1.2.3 is ready.');
    expect(await part.fact('Trust')).toBe('granted');
    await part.run();
    await part.says('“go” broke');
  });

  test.each([
    ['text', async () => new TextEncoder().encode('<!doctype html>'), 'it is text that begins with "<!doctype html>"', 'no WebAssembly'],
    ['nothing', async () => new Uint8Array(), 'it is empty', 'no WebAssembly'],
    ['a core module', () => fromWat('(module)'), 'it is a core module', 'core module'],
    ['another component', () => fromWat('(component)'), 'polyray:compute/executor', 'component'],
    ['a component that is cut off', async () => (await makeExecutor()).slice(0, 2000), 'Cannot load an executor', 'no WebAssembly'],
    ['another version of the contract', () => makeExecutor({ contractVersion: '0.9.0' }), '0.9.0', 'component'],
    ['one that loops when it is asked who it is', () => makeExecutor({ nameBody: '(loop br 0) unreachable' }), 'did not', 'executor'],
  ] as const)('%s: the page says what it is', async (name, make, message, kind) => {
    await part.choose(`${name}.wasm`, await make());
    await part.says(message);
    expect(await part.fact('Kind')).toContain(kind);
    expect(await part.page.getByRole('button', { name: 'Run', exact: true }).isVisible()).toBe(false);
  });

  test.each([
    ['One that wants too much', 'it imports polyray:python/interpreter@0.1.0 (no grant gives it)'],
    ['A module, no component', 'it is a core module'],
  ])('the example “%s” is refused', async (example, message) => {
    await part.try(example);
    await part.says(message);
  });
});

test('not isolated, it loads, runs and stops all the same', async () => {
  await using opened = await openComponent({ isolation: 'none' });
  const { part } = opened;
  await part.try('One that draws');
  await part.says('is ready');
  await part.run();
  await part.says('“mandelbrot” is done.');
  await part.page.getByLabel('Operation', { exact: true }).selectOption('spin');
  await part.limit('Time', 1);
  await part.run();
  await part.says('“spin” was stopped: its time was over.');
  await part.limit('Fuel', 1);
  await part.run();
  await part.says('“spin” was stopped at a limit, fuel');
});

test('where no thread can be started the page says so, and tries again with the next call', async () => {
  await using opened = await openComponent();
  const { page, part } = opened;
  await part.try('One that draws');
  await part.says('is ready');
  await page.evaluate(() => {
    const real = Worker;
    const fake = function Worker() {
      throw new Error('no more threads');
    };
    Object.assign(globalThis, { Worker: fake, restore: () => Object.assign(globalThis, { Worker: real }) });
  });
  await part.run();
  await part.says('no more threads');
  await page.evaluate('restore()');
  await part.run();
  await part.says('“mandelbrot” is done.');
});

test('with the keyboard alone: an example is opened, a limit set, and the component run', async () => {
  await using opened = await openComponent();
  const { page, part } = opened;
  const tabTo = async (wanted: string) => {
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press('Tab');
      if (await page.evaluate((wanted) => document.activeElement?.textContent === wanted || document.activeElement?.id === wanted, wanted))
        return;
    }
    throw new Error(`Tab does not reach ${wanted}`);
  };
  await page.locator('main').focus();
  await tabTo('component-file');
  await tabTo('One that draws');
  await page.keyboard.press('Enter');
  await part.says('is ready');
  await tabTo('component-fuel');
  await page.keyboard.press('Home');
  await page.locator('main').focus();
  await tabTo('Run');
  await page.keyboard.press('Enter');
  await part.says('“mandelbrot” was stopped at a limit, fuel');
});

test('axe finds nothing, and nothing is cut off: light and dark, on a screen and a phone', async () => {
  await using opened = await openComponent();
  const { page, part } = opened;
  const seen = async () => {
    for (const colorScheme of ['light', 'dark'] as const)
      for (const width of [1100, 360]) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.setViewportSize({ width, height: 800 });
        expect(await checkAccessibility(page), `${colorScheme}, ${width} px`).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      }
  };
  await part.try('Neural networks');
  await part.says('is ready');
  await part.run();
  await part.says('is done');
  await seen();
  await part.try('One that wants too much');
  await part.says('no grant gives it');
  await seen();
});
