import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect, inject } from 'vitest';

/** How a page becomes cross-origin isolated, or does not. */
export type Isolation = 'by headers' | 'by service worker' | 'none';

export interface OpenOptions extends BrowserContextOptions {
  /** Default: by headers. */
  readonly isolation?: Isolation;
  /** Default: where the site is served for all tests. */
  readonly url?: string;
  /** The part, `#listen` unless told otherwise. */
  readonly part?: string;
  /** Runs in the page before anything of it. */
  readonly before?: (page: Page) => Promise<void>;
}

export interface OpenedPage extends AsyncDisposable {
  readonly page: Page;
  /** What the page wrote to its console as a warning or an error, and errors that nobody caught. What tests expect they `forgive`. */
  readonly complaints: string[];
}

/** Takes out of a page's complaints what a test expects, and leaves the others. */
export function forgive(complaints: string[], expected: RegExp): void {
  complaints.splice(0, complaints.length, ...complaints.filter((complaint) => !expected.test(complaint)));
}

let browser: Promise<Browser> | undefined;

/** Opens the site in a browser profile of its own. At the end of the test, the page must have complained of nothing. */
export async function openPage({
  isolation = 'by headers',
  url,
  part = 'listen',
  before,
  ...options
}: OpenOptions = {}): Promise<OpenedPage> {
  browser ??= chromium.connect(inject('chromium'));
  const context = await (await browser).newContext({
    reducedMotion: 'no-preference',
    ...options,
  });
  const page = await context.newPage();
  // as in a private window of Firefox
  if (isolation === 'none') await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'serviceWorker'));
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => complaints.push(String(error.stack ?? error)));
  page.on('crash', () => complaints.push('the page crashed'));
  await before?.(page);
  await page.goto(`${url ?? inject(isolation === 'by headers' ? 'withHeaders' : 'withoutHeaders')}#${part}`);
  return {
    page,
    complaints,
    [Symbol.asyncDispose]: async () => {
      await context.close();
      expect(complaints).toEqual([]);
    },
  };
}
