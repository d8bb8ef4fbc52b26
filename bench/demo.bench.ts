// The demonstration in Chromium, with everything in its caches: from the page to the first spectrum, and from the wish to the
// first decision in Python.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type Page } from 'playwright-core';
import { installFolder } from '../build/install-folder.ts';
import { root } from '../build/members.ts';
import { answersOnly, median, target } from './interleave.ts';

const rounds = answersOnly ? 1 : 5;

interface Figures {
  readonly spectrumMs: number;
  readonly pythonMs: number;
  /** What Python decided. */
  readonly verdict: string | null;
}

/** Loads the page, or loads it again. */
async function start(page: Page, load: () => Promise<unknown>): Promise<Figures> {
  await load();
  await page.locator('.listen-run-summary:not(:empty)').waitFor();
  const spectrumMs = await page.evaluate(() => performance.getEntriesByName('listen-spectrum')[0]!.startTime);
  const began = performance.now();
  await page.getByRole('button', { name: 'Decide in Python' }).click();
  const verdict = page.locator('.listen-verdict strong');
  await verdict.waitFor();
  return { spectrumMs, pythonMs: performance.now() - began, verdict: await verdict.textContent() };
}

async function measure(url: string, executablePath: string): Promise<void> {
  await using browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  const page = await browser.newPage();
  const errors: Error[] = [];
  page.on('pageerror', (error) => errors.push(error));
  const first = await start(page, () => page.goto(`${url}#listen`));
  const warm: Figures[] = [];
  while (warm.length < rounds) {
    const next = await start(page, () => page.reload());
    if (!next.verdict || next.verdict !== first.verdict) throw new Error(`Python decides "${next.verdict}", after "${first.verdict}"`);
    warm.push(next);
  }
  if (errors[0] !== undefined) throw errors[0];
  for (const [what, key, wantedMs] of [
    ['page to first spectrum', 'spectrumMs', 1000],
    ['wish to first decision in Python', 'pythonMs', 1500],
  ] as const) {
    const found = warm.map((figures) => figures[key]);
    console.log(`  ${what}: cold ${first[key].toFixed(0)} ms, warm lowest ${Math.min(...found).toFixed(0)} ms`);
    target(`${what}, warm, ms`, median(found), wantedMs, 'at most');
  }
}

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
if (fs.existsSync(executablePath)) {
  await installFolder(path.join(root, 'demo'));
  const site = spawn(process.execPath, [path.join(root, 'demo/build/demo.ts'), '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(site, 'exit');
  try {
    let url: string | undefined;
    for await (const line of createInterface({ input: site.stdout })) {
      url = /http:[^\s,]+/.exec(line)?.[0];
      if (url !== undefined) break;
    }
    if (url === undefined) throw new Error('The site could not be served');
    await measure(url, executablePath);
  } finally {
    site.kill();
    await ended;
  }
} else console.log(`left out - Chromium: there is no ${executablePath}`);
