import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import type { Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { serveSite } from '../build/serve-site.ts';
import { forgive, openPage } from './open-page.ts';

const analysed = '.listen-run-summary:not(:empty)';

test.each([
  ['by headers', true],
  ['by service worker', true],
  ['none', false],
] as const)('isolation %s: the page is isolated: %s, computes, and says how its threads work', async (isolation, isolated) => {
  await using opened = await openPage({ isolation });
  const { page } = opened;
  await page.locator(analysed).waitFor();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(isolated);
  expect(await page.locator('.listen-sentence').textContent()).toContain('9 of 11 bands look like damage: inner ring (9)');
  const said = String(await page.locator('body').textContent());
  expect(said.includes('Threads share memory.')).toBe(isolated);
  expect(said.includes('Threads share no memory here')).toBe(!isolated);
});

test('on a host without headers: while the service worker is installed the page says what it does, and a hard reload is isolated again', async () => {
  await using opened = await openPage({
    isolation: 'by service worker',
    before: async (page) => {
      await page.addInitScript(() => {
        const register = ServiceWorkerContainer.prototype.register;
        ServiceWorkerContainer.prototype.register = async function (url) {
          if (this.controller === null) while (!('go' in globalThis)) await new Promise((resolve) => setTimeout(resolve, 50));
          return register.call(this, url);
        };
      });
    },
  });
  const { page } = opened;
  await page.getByRole('status').filter({ hasText: 'This page is stored on the device before it starts' }).waitFor();
  expect(await page.locator('main').getAttribute('aria-busy')).toBe('true');
  await page.evaluate(() => Object.assign(globalThis, { go: true }));
  await page.locator(analysed).waitFor();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);

  const session = await page.context().newCDPSession(page);
  await session.send('Page.reload', { ignoreCache: true });
  await page.waitForFunction(() => !crossOriginIsolated && navigator.serviceWorker.controller === null);
  await page.evaluate(() => Object.assign(globalThis, { go: true }));
  await page.waitForFunction(() => crossOriginIsolated, undefined, { timeout: 10_000 });
  await page.locator(analysed).waitFor();
});

test('a page that is not isolated by the service worker either is loaded once more, and then works', async () => {
  let loads = 0;
  await using opened = await openPage({
    isolation: 'by service worker',
    before: async (page) => {
      page.on('domcontentloaded', () => loads++);
      await page.addInitScript(() => Object.defineProperty(globalThis, 'crossOriginIsolated', { value: false }));
    },
  });
  const { page } = opened;
  await page.locator(analysed).waitFor();
  expect(loads).toBe(2);
  expect(await page.locator('#notices').textContent()).toContain('Threads share no memory here');
  expect(page.url()).toBe(`${inject('withoutHeaders')}#listen`);
});

test.each(['by headers', 'by service worker'] as const)(
  'where sites may store nothing, isolation %s: the page works',
  async (isolation) => {
    await using opened = await openPage({ isolation, siteDataBlocked: true });
    const { page } = opened;
    await page.locator(analysed).waitFor();
    expect(await page.locator('.listen-score').textContent()).toBe('16');
  },
);

test('isolated in an engine that gives pages no SharedArrayBuffer: the page says so, and works', async () => {
  await using opened = await openPage({
    before: async (page) => void (await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'SharedArrayBuffer'))),
  });
  const { page } = opened;
  await page.locator(analysed).waitFor();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  expect(await page.locator('.listen-score').textContent()).toBe('16');
  expect(await page.locator('#notices').textContent()).toContain('Threads share no memory here, since this engine gives pages none');
  expect(await page.locator('#threads').textContent()).not.toContain('Threads share memory.');
  await page.getByRole('navigation').getByRole('link', { name: 'Notebook' }).click();
  await page.getByText('No thread may stand still here, since this engine gives pages none').waitFor();
  expect(await page.locator('.cells').textContent()).toContain('await score.add.remote(0, 0)');
});

test.each([true, false])(
  'the first load, headers: %s: small enough before Python is asked for, and all that a second one without a network needs',
  async (headers) => {
    const folder = inject('siteFolder');
    const asked = new Set<string>();
    const served = await serveSite({ folder, headers, port: 0, host: 'localhost', onRequest: (name) => asked.add(name) });
    await using opened = await openPage({ url: served.url });
    const { page } = opened;
    await page.locator(analysed).waitFor();
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    const sizes = [...asked].map((name) => {
      const bytes = fs.readFileSync(path.join(folder, name || 'index.html'));
      return {
        name,
        gzip: zlib.gzipSync(bytes, { level: 6 }).length,
        brotli: zlib.brotliCompressSync(bytes, { params: quality(5) }).length,
      };
    });
    const total = (of: 'gzip' | 'brotli') => sizes.reduce((sum, size) => sum + size[of], 0);
    console.log(`First load: ${sizes.length} files, ${kilobytes(total('gzip'))} kB by gzip, ${kilobytes(total('brotli'))} kB by brotli`);
    expect(sizes.map(({ name }) => name).filter((name) => /pyodide|python\.(snapshot|core)/.test(name))).toEqual([]);
    expect(total('gzip')).toBeLessThan(2_500_000);
    await decide(page);
    // as large as hosts send it that do not compress what they do not know
    expect([...asked].filter((name) => name.includes('python.snapshot'))).toEqual(['executors/python/dist/python.snapshot.packed']);

    await served.close();
    await page.reload();
    await page.locator(analysed).waitFor();
    expect(await page.locator('.listen-score').textContent()).toBe('16');
    await decide(page);
    forgive(opened.complaints, /^error: .*\/service-worker\.js\)$/); // the network is gone, for its own update
  },
);

test('each link of the page leads where it says, also when the service worker answers', async () => {
  await using opened = await openPage({ isolation: 'by service worker' });
  const { page } = opened;
  await page.locator(analysed).waitFor();
  const home = page.url().replace(/#.*/, '');
  const links = await page
    .locator('footer a')
    .evaluateAll((all) => all.map((link) => [link.textContent, (link as HTMLAnchorElement).href]));
  expect(links).toHaveLength(3);
  const said = { 'GPL-2.0-or-later': 'GNU GENERAL PUBLIC LICENSE', 'MIT, © Ladisk 2026': 'MIT License', 'other packages': 'codemirror' };
  for (const [text, href] of links) {
    await page.goto(href!);
    expect(await page.locator('body').textContent()).toContain(said[text as keyof typeof said]);
  }
  forgive(opened.complaints, /404 .*\/favicon\.ico\)$/); // browsers ask for it where a page is a text
  await page.goto(`${home}index.html`);
  await page.locator(analysed).waitFor();
});

test('a newer version of the site waits until no page runs on the older one, and no page is given files of another one', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-demo-'));
  const site = inject('siteFolder');
  // come on demand: one that the older version asks for while it is the site's, and one later
  const [early, late] = ['transpiler.js', 'js-component-bindgen-component.core2.wasm'] as const;
  const changing = ['index.html', 'service-worker.js', early, late];
  for (const name of fs.readdirSync(site)) if (!changing.includes(name)) fs.symlinkSync(path.join(site, name), path.join(folder, name));
  const read = (name: string) => fs.readFileSync(path.join(site, name));
  const publish = (version: string) => {
    const write = (name: string, text: string) => fs.writeFileSync(path.join(folder, name), text);
    let worker = read('service-worker.js')
      .toString()
      .replace(/\b[0-9a-f]{16}\b/, version);
    for (const name of [early, late]) {
      write(name, `${name}, ${version}`);
      worker = worker.replace(sha256(read(name)), sha256(`${name}, ${version}`));
    }
    write('service-worker.js', worker);
    write('index.html', read('index.html').toString().replace('Skip to the content', version));
  };
  const ask = (page: Page, name: string) =>
    page.evaluate((name) => fetch(name).then((response) => response.text(), String), name).catch(() => 'broke off');
  publish('first');
  const served = await serveSite({ folder, headers: true, port: 0, host: 'localhost', cacheControl: 'max-age=600' });
  await using opened = await openPage({ url: served.url });
  const { page } = opened;
  const version = () => page.locator('.skip').textContent();
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  expect(await ask(page, early)).toBe(`${early}, first`);
  publish('second');
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update();
    while (registration.waiting === null) await new Promise((resolve) => setTimeout(resolve, 50));
  });
  await page.reload();
  expect(await version()).toBe('first');
  expect(await ask(page, early)).toBe(`${early}, first`);
  for (let i = 0; i < 2; i++) expect(await ask(page, late)).toBe('broke off');
  const context = page.context();
  await page.close();
  await expect
    .poll(async () => {
      const next = await context.newPage();
      await next.goto(served.url);
      const found = [await next.locator('.skip').textContent(), await next.evaluate(() => caches.keys()), await ask(next, early)];
      await next.close();
      return found;
    })
    .toEqual(['second', ['polyray-demo-second'], `${early}, second`]);
  await served.close();
  fs.rmSync(folder, { recursive: true });
});

test('a part that is left while it works ends, and the next one works', async () => {
  await using opened = await openPage();
  const { page } = opened;
  const go = (name: string) => page.getByRole('navigation').getByRole('link', { name }).click();
  await page.getByRole('heading', { level: 1, name: 'Listen to a machine' }).waitFor(); // its analysis has just begun
  await go('Component');
  await go('Notebook');
  await go('Listen');
  await page.locator(analysed).waitFor();
  await page.getByRole('button', { name: 'Decide in Python' }).click();
  await go('Notebook');
  await page.getByRole('heading', { level: 1, name: /notebook/i }).waitFor();
  await go('Listen');
  await page.locator(analysed).waitFor();
  expect(await page.locator('.listen-score').textContent()).toBe('16');
});

test('a part that fails to end keeps nobody from the next one', async () => {
  await using opened = await openPage({ part: 'notebook' });
  const { page, complaints } = opened;
  await page.getByRole('heading', { level: 1, name: 'Notebook' }).waitFor();
  await page.evaluate(() => {
    BroadcastChannel.prototype.close = () => {
      throw new Error('It cannot be closed');
    };
  });
  await page.getByRole('navigation').getByRole('link', { name: 'Component' }).click();
  await page.getByRole('heading', { level: 1, name: 'Bring your own component' }).waitFor();
  expect(complaints).toEqual([expect.stringContaining('It cannot be closed')]);
  forgive(complaints, /It cannot be closed/);
});

test('the link to the content goes there, also while a part is loaded, and stays in that part', async () => {
  const loaded = Promise.withResolvers<void>();
  await using opened = await openPage({
    isolation: 'none',
    part: 'notebook',
    before: async (page) => {
      await page.route(/\/code-editor-\w+\.js/, async (route) => {
        await loaded.promise;
        await route.continue();
      });
    },
  });
  const { page } = opened;
  await page.getByRole('link', { name: 'Notebook', exact: true }).and(page.locator('[aria-current]')).waitFor();
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
  loaded.resolve();
  await page.getByRole('heading', { level: 1, name: 'Notebook' }).waitFor();
  expect(new URL(page.url()).hash).toBe('#notebook');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
});

test('the parts are reached by links, and the page says where one is', async () => {
  await using opened = await openPage();
  const { page } = opened;
  await page.locator(analysed).waitFor();
  const link = page.getByRole('navigation').getByRole('link', { name: 'Listen' });
  expect(await link.getAttribute('aria-current')).toBe('page');
  expect(await page.title()).toBe('Listen – polyray');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
});

async function decide(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Decide in Python' }).click();
  expect(await page.locator('.listen-verdict strong').textContent()).toBe('inner');
}

const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const quality = (level: number) => ({ [zlib.constants.BROTLI_PARAM_QUALITY]: level });
const kilobytes = (bytes: number) => Math.round(bytes / 1000);
