import path from 'node:path';
import type { Browser } from 'playwright-core';
import { root } from '../../../build/members.ts';
import { type Mount, serve } from './serve.ts';

const pageMs = 60_000;

/** As npm would lay the packages. */
export const packages: readonly Mount[] = [
  ...['cpp', 'ml', 'python'].map((name) => ({ at: `/node_modules/polyray-${name}/`, folder: path.join(root, 'components', name) })),
  { at: '/node_modules/polyray/', folder: root },
  { at: '/node_modules/pyodide/', folder: path.join(root, 'node_modules/pyodide') },
];

/** Opens a folder's page, and waits for what it shows. @throws {Error} with what it said instead */
export async function output(browser: Browser, mounts: readonly Mount[], isolated: boolean, policy: string): Promise<string> {
  const served = await serve({ mounts, isolated, headers: { 'content-security-policy': policy } });
  const context = await browser.newContext();
  try {
    const tab = await context.newPage();
    const said: string[] = [];
    tab.on('console', (message) => said.push(message.text()));
    tab.on('pageerror', (error) => said.push(String(error)));
    await tab.goto(`${served.origin}/`);
    const filled = tab.waitForFunction(() => globalThis.document.querySelector('output')?.textContent, undefined, { timeout: pageMs });
    return String(await (await filled.catch((error) => Promise.reject(new Error([error, ...said].join('\n'))))).jsonValue());
  } finally {
    await context.close();
    await served.close();
  }
}
