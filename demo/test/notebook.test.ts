import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkAccessibility } from './check-accessibility.ts';
import { type OpenedPage, type OpenOptions, openPage } from './open-page.ts';

type State = 'value' | 'nothing' | 'error' | 'stopped' | 'idle';

/** A notebook whose cells are told apart by their position, from 1. */
class NotebookPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  cell(position: number): Locator {
    return this.page.locator('.cell').nth(position - 1);
  }

  code(position: number): Locator {
    return this.cell(position).getByRole('textbox');
  }

  /** Writes a cell at the end. @returns its position */
  async write(language: 'Python' | 'TypeScript', text: string): Promise<number> {
    await this.page.getByRole('button', { name: `Add ${language}` }).click();
    const position = await this.page.locator('.cell').count();
    // as pasted: what is typed would be indented
    await this.page.keyboard.insertText(text);
    return position;
  }

  async start(position: number): Promise<void> {
    await this.page.getByRole('button', { name: `Run cell ${position}`, exact: true }).click();
  }

  async ended(position: number): Promise<{ state: State; status: string; output: string }> {
    const cell = this.cell(position);
    const state = await expect
      .poll(() => cell.getAttribute('data-state'), { timeout: 40_000 })
      .toMatch(/value|nothing|error|stopped|idle/)
      .then(() => cell.getAttribute('data-state'));
    return {
      state: state as State,
      status: await textOf(cell.locator('.cell-status')),
      output: await textOf(cell.locator('.cell-output')),
    };
  }

  /** Runs a new cell to its end. */
  async run(language: 'Python' | 'TypeScript', text: string) {
    const position = await this.write(language, text);
    await this.start(position);
    return { position, ...(await this.ended(position)) };
  }

  async stop(): Promise<void> {
    await this.page.getByRole('button', { name: 'Stop' }).click();
  }
}

const textOf = async (locator: Locator) => (await locator.textContent()) ?? '';

async function openNotebook(options: OpenOptions = {}): Promise<OpenedPage & { readonly notebook: NotebookPage }> {
  const opened = await openPage({ ...options, part: 'notebook' });
  await opened.page.getByRole('heading', { level: 1, name: 'Notebook' }).waitFor();
  return { ...opened, notebook: new NotebookPage(opened.page) };
}

describe('a notebook that is isolated', () => {
  let opened: Awaited<ReturnType<typeof openNotebook>>;
  let notebook: NotebookPage;
  beforeAll(async () => {
    opened = await openNotebook();
    notebook = opened.notebook;
  });
  afterAll(() => opened[Symbol.asyncDispose]());

  test('its first cells count primes on the workers, and draw what was measured with each number of them', async () => {
    await notebook.start(1);
    await notebook.start(2);
    expect((await notebook.ended(1)).output).toMatch(/5133, 4459[\s\S]*78498$/);
    expect(await notebook.ended(2)).toMatchObject({ state: 'value' });
    const workers = await notebook.page.evaluate(() => Math.min(navigator.hardwareConcurrency, 8));
    const figure = notebook.cell(2).locator('figure');
    const caption = await textOf(figure.locator('figcaption'));
    const bars = await figure.locator('rect').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
    expect(bars).toHaveLength(workers);
    // heights are the factors that the caption tells
    const factors = [1, ...Array.from(caption.matchAll(/([\d.]+)× as fast/g), ([, factor]) => Number(factor))];
    expect(factors).toHaveLength(workers);
    for (const [i, factor] of factors.entries()) expect(bars[i]! / bars[0]!).toBeCloseTo(factor, 1);
  });

  test('Python comes with its progress, prints as it runs, and keeps its names', async () => {
    const { page } = notebook;
    const seen = page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          const status = document.querySelectorAll('.cell-status')[2]!;
          const look = () => /^Python comes: [\d.]+ of [\d.]+ MB$/.test(status.textContent) && resolve(status.textContent);
          new MutationObserver(look).observe(status, { childList: true, characterData: true, subtree: true });
        }),
    );
    await notebook.start(3);
    await notebook.start(4);
    expect(await seen).toMatch(/ of 4\d\.\d MB$/);
    const { output } = await notebook.ended(3);
    expect(output.match(/π is about 3\.1\d*/g)).toHaveLength(5);
    // 800 000 darts: six standard deviations
    expect(Math.abs(Number((await notebook.ended(4)).output) - Math.PI)).toBeLessThan(6 * 0.0019);
    expect(await notebook.run('Python', '4 / 2')).toMatchObject({ state: 'value', output: '2.0' });
  });

  test('what either language measured is drawn to scale, beside what would be best', async () => {
    const text = '({ title: "T", speedUp: [{ workers: 4, ms: 25 }, { workers: 1, ms: 100 }, { workers: 2, ms: 80 }] })';
    const { position, output } = await notebook.run('TypeScript', text);
    expect(output).toContain('1 worker: 100 ms; 2 workers: 80 ms, 1.25× as fast; 4 workers: 25 ms, 4.00× as fast.');
    const figure = notebook.cell(position).locator('figure');
    const [bars, best] = await Promise.all([
      figure.locator('.speed-up-bar').evaluateAll((all) => all.map((one) => one.getBoundingClientRect())),
      figure.locator('.speed-up-ideal').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top)),
    ]);
    const heights = bars.map(({ height }) => height);
    expect(heights.map((height) => height / heights[0]!)).toEqual([1, expect.closeTo(1.25), expect.closeTo(4)]);
    const floor = bars[0]!.bottom;
    expect(best.map((top) => (floor - top) / heights[0]!)).toEqual([expect.closeTo(2), expect.closeTo(4)]);
    const python = await notebook.run('Python', '{"speedUp": [{"workers": n, "ms": 30 / n} for n in range(1, 4)]}');
    expect(python.output).toContain('3 workers: 10 ms, 3.00× as fast');
    expect((await notebook.run('TypeScript', '({ speedUp: [{ workers: 0, ms: 1 }] })')).output).toBe(
      '{ speedUp: [ { workers: 0, ms: 1 } ] }',
    );
  });

  test.each([
    ['Python', 'x = 1\ndef f():\n    return [][3]\n\nf()', 3, 'IndexError: list index out of range'],
    ['Python', 'x = 1\ny = = 2', 2, 'SyntaxError: invalid syntax'],
    ['TypeScript', 'const x: number = 1;\nfunction f(): never {\n  throw new RangeError(String(x));\n}\nf();', 3, 'RangeError: 1'],
    ['TypeScript', 'const y = 1;\n\nconst z: = 2;', 3, 'SyntaxError: Unexpected token'],
    ['TypeScript', "import { nothing } from 'polyray';", 1, 'SyntaxError: "polyray" exports no nothing'],
    ['TypeScript', "// a comment\nimport fs from 'node:fs';", 2, 'TypeError: Cannot import "node:fs"'],
    [
      'TypeScript',
      "import { get, remote } from 'polyray';\nconst fail = remote(function fail() {\n  throw new Error('from afar');\n});\nawait get(fail.remote());",
      5,
      'Task "fail" failed: Error: from afar',
    ],
    ['TypeScript', "import { remote } from 'polyray';\nconst far = 5;\nremote(() => far);", 3, 'FreeVariableError'],
  ] as const)('an error in %s says where: %j', async (language, text, line, message) => {
    const { position, state, status, output } = await notebook.run(language, text);
    expect(state).toBe('error');
    expect(status).toBe(`failed in line ${line}`);
    expect(output).toContain(message);
    const cell = notebook.cell(position);
    expect(await cell.locator('.cm-line').evaluateAll((lines) => lines.findIndex((one) => one.classList.contains('code-wrong')) + 1)).toBe(
      line,
    );
  });

  test('TypeScript keeps what a cell declares, in every way', async () => {
    await notebook.run(
      'TypeScript',
      'enum Kind { Fast, Slow }\nexport const [a, { b: [c] }] = [1, { b: [2] }] as const;\nlet d: number; class E<T> { f?: T }\nfunction g() { return a + c; }',
    );
    expect(
      await notebook.run('TypeScript', 'd = g();\nconsole.log(Kind[1], new E<string>() instanceof E, { d });\nd satisfies number'),
    ).toMatchObject({
      output: 'Slow true { d: 3 }\n3',
    });
  });

  test('an actor of one language is found by the other', async () => {
    await notebook.run(
      'Python',
      'import miniray\n@miniray.remote\nclass Shared:\n    def both(self, x):\n        return [x, 2 * x]\nshared = Shared.options(name="shared").remote()\nminiray.get(shared.both.remote(1))',
    );
    const { output } = await notebook.run(
      'TypeScript',
      "import { get, getActor } from 'polyray';\nawait get((await getActor('shared')).both.remote(21))",
    );
    expect(output).toBe('[ 21, 42 ]');
  });

  test('Stop ends a Python loop, and the names stay', async () => {
    await notebook.run('Python', 'darts = 0');
    await notebook.start(5);
    await expect.poll(() => notebook.cell(5).getAttribute('data-state')).toBe('running');
    await notebook.page.waitForTimeout(300);
    await notebook.stop();
    expect(await notebook.ended(5)).toMatchObject({ state: 'stopped', output: '' });
    expect(Number((await notebook.run('Python', 'darts')).output)).toBeGreaterThan(1000);
  });

  test('Stop ends tasks that loop on every worker, and the cell that waits for them; the next cell has the workers', async () => {
    await notebook.run('Python', 'import miniray\nkept = 7\n@miniray.remote\ndef spin():\n    while True: pass');
    const position = await notebook.write('Python', 'miniray.get([spin.remote() for _ in range(4)])');
    await notebook.start(position);
    await notebook.page.waitForTimeout(700);
    await notebook.stop();
    expect(await notebook.ended(position)).toMatchObject({ state: 'stopped' });
    expect(
      (
        await notebook.run(
          'Python',
          '@miniray.remote\ndef seven():\n    return 7\nminiray.get([seven.remote() for _ in range(4)])[kept - 4]',
        )
      ).output,
    ).toBe('7');
  });

  test('Stop ends a loop in TypeScript with its thread, says so, and what waited does not run', async () => {
    await notebook.run('Python', 'kept = 7');
    await notebook.run('TypeScript', 'const gone = 7;');
    const loop = await notebook.write('TypeScript', 'while (true);');
    const next = await notebook.write('TypeScript', '1');
    await notebook.start(loop);
    await notebook.start(next);
    await notebook.page.waitForTimeout(300);
    await notebook.stop();
    expect(await notebook.ended(loop)).toMatchObject({
      state: 'stopped',
      output: expect.stringContaining('names of TypeScript cells are gone'),
    });
    expect(await notebook.ended(next)).toMatchObject({ state: 'idle', status: 'did not run' });
    expect((await notebook.run('TypeScript', 'typeof gone')).output).toBe("'undefined'");
    expect((await notebook.run('Python', 'kept')).output).toBe('7');
  });

  test('a cell that fails keeps those behind it from running; one that is removed is gone, and the others count anew', async () => {
    const failing = await notebook.write('TypeScript', 'await new Promise((resolve) => setTimeout(resolve, 1500));\nnowhere.x');
    const next = await notebook.write('TypeScript', '2');
    await notebook.start(failing);
    await notebook.start(next);
    expect(await notebook.ended(failing)).toMatchObject({ status: 'failed in line 2' });
    expect(await notebook.ended(next)).toMatchObject({ state: 'idle', status: 'did not run' });
    await notebook.page.getByRole('button', { name: `Remove cell ${failing}`, exact: true }).click();
    expect(await notebook.cell(failing).getAttribute('aria-label')).toBe(`Cell ${failing}, TypeScript`);
    await notebook.start(failing);
    expect((await notebook.ended(failing)).output).toBe('2');
  });

  test('Restart ends what runs, and all names are gone', async () => {
    await notebook.run('TypeScript', 'const kept = 1;');
    const loop = await notebook.write('TypeScript', 'for (;;);');
    await notebook.start(loop);
    await notebook.page.waitForTimeout(300);
    await notebook.page.getByRole('button', { name: 'Restart' }).click();
    expect(await notebook.ended(loop)).toMatchObject({ state: 'stopped' });
    expect((await notebook.run('TypeScript', 'typeof kept')).output).toBe("'undefined'");
  });

  test('Stop while Python comes ends the wait, and loses nothing', async () => {
    await using fresh = await openNotebook();
    const { notebook } = fresh;
    await notebook.start(3);
    await notebook.stop();
    expect(await notebook.ended(3)).toMatchObject({ state: 'stopped', output: '' });
  });

  test('what ends its interpreter says so, and the next cell has a fresh one', async () => {
    await notebook.run('Python', 'kept = 1');
    expect(await notebook.run('Python', 'import os\nos._exit(3)')).toMatchObject({
      state: 'error',
      output: expect.stringContaining('os._exit(3)'),
    });
    expect((await notebook.run('Python', '"kept" in globals()')).output).toBe('False');
  });

  test.each([
    ['Python', 'while True: print("x" * 100)'],
    ['TypeScript', "for (;;) console.log('x'.repeat(100));"],
  ] as const)('a loop in %s that prints is cut off, can be stopped, and does not hold up the page', async (language, text) => {
    const position = await notebook.write(language, text);
    await notebook.start(position);
    await expect
      .poll(() => textOf(notebook.cell(position).locator('.cell-output')), { timeout: 20_000 })
      .toContain('… and more, which is not shown');
    await notebook.stop();
    expect(await notebook.ended(position)).toMatchObject({ state: 'stopped' });
    expect((await textOf(notebook.cell(position).locator('.cell-output'))).length).toBeLessThan(300_000);
  });
});

test('not isolated, it says so; Python awaits, and what cannot wait says why', async () => {
  await using opened = await openNotebook({ isolation: 'none' });
  const { notebook } = opened;
  await notebook.page.getByText('no thread may stand still').waitFor();
  await notebook.page.getByRole('button', { name: 'Run all' }).click();
  expect((await notebook.ended(1)).output).toMatch(/78498$/);
  expect(await notebook.ended(2)).toMatchObject({ state: 'value' });
  expect((await notebook.ended(3)).output).toContain('π is about 3.1');
  expect((await notebook.ended(4)).output).toMatch(/^3\.1/);
  await notebook.page.waitForTimeout(300);
  await notebook.stop();
  expect(await notebook.ended(5)).toMatchObject({ state: 'stopped', output: expect.stringContaining('names of Python cells are gone') });
  expect((await notebook.run('Python', 'import miniray\nminiray.get(miniray.put(1))')).output).toContain('may not stand still');
});

test('Python comes in an engine whose streams are not iterable, as in WebKit', async () => {
  const before = async (page: Page) => {
    await page.addInitScript(() => {
      for (const name of [Symbol.asyncIterator, 'values']) Reflect.deleteProperty(ReadableStream.prototype, name);
    });
  };
  await using opened = await openNotebook({ before });
  expect((await opened.notebook.run('Python', '6 * 7')).output).toBe('42');
});

test('on a device of one core it promises no more', async () => {
  const before = async (page: Page) => {
    await page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', { value: 1 }));
  };
  await using opened = await openNotebook({ before });
  const { notebook } = opened;
  await notebook.page.getByText('There are 1 worker').waitFor();
  await notebook.start(1);
  await notebook.start(2);
  expect(await notebook.ended(2)).toMatchObject({ state: 'value' });
  expect(await notebook.cell(2).locator('rect').count()).toBe(1);
  expect(await textOf(notebook.cell(2).locator('figcaption'))).not.toContain('as fast');
});

test('with the keyboard alone: a cell is written, run and left', async () => {
  await using opened = await openNotebook();
  const { page, notebook } = opened;
  const focused = () => page.evaluate(() => document.activeElement?.closest('[aria-label^="Cell"]')?.getAttribute('aria-label'));
  await page.getByRole('button', { name: 'Run all' }).focus();
  for (let i = 0; i < 10 && !(await notebook.code(1).evaluate((code) => code === document.activeElement)); i++)
    await page.keyboard.press('Tab');
  expect(await focused()).toBe('Cell 1, TypeScript');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('[1, 2].map((x: number) => 2 * x)');
  await page.keyboard.press('Control+Enter');
  expect((await notebook.ended(1)).output).toBe('[ 2, 4 ]');
  expect(await focused()).toBe('Cell 1, TypeScript');
  await page.keyboard.press('Shift+Enter');
  await expect.poll(focused).toBe('Cell 2, TypeScript');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Run cell 3');
});

test('who removes cells with the keyboard stays among them, and then where new ones are made', async () => {
  await using opened = await openNotebook();
  const { page, notebook } = opened;
  for (let left = (await page.locator('.cell').count()) - 1; left >= 0; left--) {
    await notebook.cell(1).getByRole('button', { name: 'Remove cell 1' }).press('Enter');
    if (left > 0) expect(await page.evaluate(() => document.activeElement?.closest('.cell') !== null)).toBe(true);
  }
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Add TypeScript');
});

test('axe finds nothing, and nothing is cut off: light and dark, on a screen and a phone', async () => {
  await using opened = await openNotebook();
  const { page, notebook } = opened;
  await notebook.start(1);
  await notebook.start(2);
  await notebook.ended(2);
  await notebook.run('TypeScript', 'console.warn(1)\nnull.x');
  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [1100, 360]) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 800 });
      expect(await checkAccessibility(page), `${colorScheme}, ${width} px`).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
});
