import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { copyExample } from '../copy-example.ts';
import { type OpenedPage, openAddress, openPage, type PageOptions } from '../open-page.ts';

const run = promisify(execFile);
/** What docs/embedding.md promises is enough. */
const strict = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:";

async function shown(options: PageOptions, selectors: readonly string[], click?: string): Promise<string[]> {
  return shownBy(await openPage(options), selectors, click);
}

async function shownBy(page: OpenedPage, selectors: readonly string[], click?: string): Promise<string[]> {
  try {
    if (click !== undefined) await page.click(click);
    const texts: string[] = [];
    for (const selector of selectors) texts.push(await page.textOf(selector));
    expect(page.said.filter((line) => !line.startsWith('[vite]'))).toEqual([]);
    return texts;
  } finally {
    await page.close();
  }
}

describe.each([true, false])('under a strict policy, isolated: %s', (isolated) => {
  test('a plain page', async () => {
    const page = { folder: copyExample('script-page'), isolated, policy: strict };
    expect(await shown(page, ['#primes'])).toEqual(['9592']);
  });

  test('a worker of somebody’s app', async () => {
    const page = { folder: copyExample('worker-in-app'), isolated, policy: strict };
    expect(await shown(page, ['#primes'], 'button')).toEqual(['9592']);
  });
});

/** A task that starts one: its `polyray` has to be that of its thread, and no pre-bundled one. */
const nested = {
  'nested.html': '<link rel="icon" href="data:,"><output></output><script type="module" src="./nested.js"></script>',
  'nested.js': `import { init } from 'polyray';
const ray = await init();
const twelve = ray.task(() => import('./twelve.js'), 'twelve', import.meta.url);
document.querySelector('output').textContent = await ray.get(twelve.remote());`,
  'twelve.js': `import { get, remote } from 'polyray';
export const twelve = () => get(remote((a, b) => a * b).remote(3, 4));`,
};

test('a Vite app in the development server, as it is configured, and tasks there that start tasks', async () => {
  const folder = copyExample('vite-app');
  for (const [name, text] of Object.entries(nested)) fs.writeFileSync(path.join(folder, name), text);
  const server = spawn(process.execPath, ['node_modules/vite/bin/vite.js', '--host', '127.0.0.1', '--port', '0'], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    for await (const line of createInterface({ input: server.stdout })) {
      const address = /http:\S+/.exec(line)?.[0];
      if (address === undefined) continue;
      expect(await shownBy(await openAddress(address), ['#primes', '#frequency'])).toEqual(['9592', '125 Hz']);
      expect(await shownBy(await openAddress(`${address}nested.html`), ['output'])).toEqual(['12']);
      return;
    }
    throw new Error('The development server ended');
  } finally {
    server.kill();
    if (server.exitCode === null) await once(server, 'exit');
  }
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
