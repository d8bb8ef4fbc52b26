import { chromium } from 'playwright-core';
import { inject } from 'vitest';
import { serve } from '../runtimes/browser/serve.ts';

export interface PageOptions {
  readonly folder: string;
  /** Below the folder. Default: its index. */
  readonly file?: string;
  /** Whether the page is to be cross-origin isolated. */
  readonly isolated: boolean;
  /** The Content-Security-Policy. Default: none. */
  readonly policy?: string;
}

/** A page, and what it has said. */
export interface OpenedPage {
  /** What it wrote to its console, and errors that nobody caught, in their order. */
  readonly said: readonly string[];
  /** Resolves when it has said so many lines; rejects after half a minute. */
  printed(lines: number): Promise<void>;
  /** The text of the first element that fits, once there is some; rejects after half a minute with what the page said. */
  textOf(selector: string): Promise<string>;
  click(selector: string): Promise<void>;
  close(): Promise<void>;
}

const patienceMs = 30_000;

/** Serves a folder and opens a page of it in Chromium. */
export async function openPage({ folder, file = '', isolated, policy }: PageOptions): Promise<OpenedPage> {
  const headers = policy === undefined ? {} : { 'content-security-policy': policy };
  const served = await serve({ mounts: [{ at: '/', folder }], isolated, headers });
  return openAddress(`${served.origin}/${file}`, served.close);
}

/** Opens what somebody serves in Chromium. @param closed called when the page was closed */
export async function openAddress(address: string, closed?: () => Promise<void>): Promise<OpenedPage> {
  const browser = await chromium.connect(inject('chromium'));
  const page = await browser.newPage();
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(String(error)));
  await page.goto(address);
  const withWords = (error: unknown) => Promise.reject(new Error([String(error), 'the page said:', ...said].join('\n')));
  return {
    said,
    printed: async (lines) => {
      const until = Date.now() + patienceMs;
      while (said.length < lines && Date.now() < until) await page.waitForTimeout(20);
      if (said.length < lines) await withWords(`${said.length} lines instead of ${lines}`);
    },
    textOf: async (selector) => {
      const found = page.waitForFunction((what) => globalThis.document.querySelector(what)?.textContent, selector, { timeout: patienceMs });
      return String(await (await found.catch(withWords)).jsonValue());
    },
    click: (selector) => page.click(selector, { timeout: patienceMs }),
    close: async () => {
      await browser.close();
      await closed?.();
    },
  };
}
