import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { chromiumOptions } from './chromium-options.ts';

/** How a page becomes cross-origin isolated, or does not. */
export type Isolation = 'by headers' | 'by service worker' | 'none';

export interface OpenOptions extends BrowserContextOptions {
  /** Default: by headers. */
  readonly isolation?: Isolation;
  /** Default: where the site is served for all tests. */
  readonly url?: string;
  /** The part, `#listen` unless told otherwise. */
  readonly part?: string;
  /** Whether the browser lets no site store anything, in a profile of its own. */
  readonly siteDataBlocked?: boolean;
  /** Runs in the page before anything of it. */
  readonly before?: (page: Page) => Promise<unknown>;
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
  siteDataBlocked = false,
  before,
  ...options
}: OpenOptions = {}): Promise<OpenedPage> {
  browser ??= chromium.connect(inject('chromium'));
  const contextOptions = { reducedMotion: 'no-preference', ...options } as const;
  const context = siteDataBlocked ? await openBlocked(contextOptions) : await (await browser).newContext(contextOptions);
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

/** Contexts of the common browser have no such setting. */
async function openBlocked(options: BrowserContextOptions): Promise<BrowserContext> {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-demo-'));
  fs.mkdirSync(path.join(profile, 'Default'));
  const settings = { profile: { default_content_setting_values: { cookies: 2 } } };
  fs.writeFileSync(path.join(profile, 'Default/Preferences'), JSON.stringify(settings));
  const context = await chromium.launchPersistentContext(profile, { ...chromiumOptions, ...options });
  context.on('close', () => fs.rmSync(profile, { recursive: true, force: true }));
  return context;
}
