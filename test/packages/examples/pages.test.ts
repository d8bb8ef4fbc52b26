import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, test } from 'vitest';
import { copyExample } from '../copy-example.ts';
import { openPage, type PageOptions } from '../open-page.ts';

const run = promisify(execFile);
/** What docs/embedding.md promises is enough. */
const strict = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:";

async function shown(options: PageOptions, selectors: readonly string[], click?: string): Promise<string[]> {
  const page = await openPage(options);
  try {
    if (click !== undefined) await page.click(click);
    const texts: string[] = [];
    for (const selector of selectors) texts.push(await page.textOf(selector));
    expect(page.said).toEqual([]);
    return texts;
  } finally {
    await page.close();
  }
}

describe.each([true, false])('under a strict policy, isolated: %s', (isolated) => {
  test('a plain page', async () => {
    copyExample('script-page');
    const page = { folder: inject('project'), file: 'examples/script-page/index.html', isolated, policy: strict };
    expect(await shown(page, ['#primes'])).toEqual(['9592']);
  });

  test('a worker of somebody’s app', async () => {
    copyExample('worker-in-app');
    const page = { folder: inject('project'), file: 'examples/worker-in-app/index.html', isolated, policy: strict };
    expect(await shown(page, ['#primes'], 'button')).toEqual(['9592']);
  });
});

test('a Vite app, under the policy that it serves itself with', async () => {
  const folder = copyExample('vite-app');
  await run(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'error'], { cwd: folder });
  const policy = /'Content-Security-Policy': "([^"]+)"/.exec(fs.readFileSync(path.join(folder, 'vite.config.js'), 'utf8'))![1]!;
  for (const isolated of [true, false]) {
    const page = { folder: path.join(folder, 'dist'), isolated, policy };
    expect(await shown(page, ['#primes', '#frequency'])).toEqual(['9592', '125 Hz']);
  }
});
