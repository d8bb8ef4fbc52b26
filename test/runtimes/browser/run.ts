// Runs the suites in a browser, several at once; what failed is run once more alone, and both is said: run.ts [--only <part of a run's name>] [--case <part of a case's name>]
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import { root } from '../../../build/members.ts';
import { buildPages } from './build-pages.ts';
import { tryDocumented } from './documented.ts';
import type { Report } from './page-runner.ts';
import { tryPolicies } from './policies.ts';
import { serve } from './serve.ts';

interface Run {
  readonly suite: string;
  /** Whether the page is cross-origin isolated. */
  readonly isolated: boolean;
  readonly from: 'page' | 'worker';
  readonly init?: object;
}

/** The longest first. */
const runs: readonly Run[] = [
  { suite: 'python', isolated: true, from: 'page' },
  { suite: 'tasks', isolated: true, from: 'page' },
  { suite: 'tasks', isolated: true, from: 'page', init: { coordinator: 'inline' } },
  { suite: 'tasks', isolated: true, from: 'worker' },
  { suite: 'tasks', isolated: false, from: 'page' },
  { suite: 'executors', isolated: true, from: 'page' },
  { suite: 'executors', isolated: false, from: 'page' },
  { suite: 'python-executor', isolated: true, from: 'page' },
  { suite: 'python-async', isolated: false, from: 'page' },
  { suite: 'pipeline', isolated: true, from: 'page' },
  { suite: 'pipeline', isolated: false, from: 'page' },
];

/** All of it. */
const limitMs = 600_000;
/** So many pages at once: a good part of the time goes by waiting for threads that are ended by force. */
const lanes = 3;
/** Nothing was heard for so long. */
const silenceMs = 170_000;

const { values: args } = parseArgs({
  options: { only: { type: 'string', default: '' }, case: { type: 'string', default: '' }, verbose: { type: 'boolean', default: false } },
});

const nameOf = ({ suite, isolated, from, init }: Run) =>
  [suite, isolated ? 'isolated' : 'not isolated', `from a ${from}`, ...Object.values(init ?? {})].join(', ');

/** @returns how many cases failed */
async function runSuite(browser: Browser, origin: string, run: Run): Promise<number> {
  const counts = { passed: 0, failed: 0 };
  const began = performance.now();
  const context = await browser.newContext();
  const page = await context.newPage();
  const end = Promise.withResolvers<void>();
  let timer = setTimeout(() => {}, 0);
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(() => end.reject(new Error(`nothing was heard of it for ${silenceMs} ms`)), silenceMs);
  };
  const fail = (name: string, error: string) => {
    counts.failed++;
    console.log(`${styleText('red', 'FAILED')} ${nameOf(run)}: ${name}\n  ${error.replaceAll('\n', '\n  ')}`);
  };
  await page.exposeFunction('report', (report: Report) => {
    heard();
    if (report.kind === 'end') end.resolve();
    else if (report.kind === 'failed') fail(report.name, report.error ?? '');
    else counts.passed++;
    if (args.verbose && report.kind !== 'end') console.log(report.kind, report.name, `${Math.round(report.ms)} ms`);
  });
  page.on('pageerror', (error) => fail('an error that nobody caught', String(error.stack)));
  page.on('crash', () => end.reject(new Error('the page crashed')));
  if (args.verbose) page.on('console', (message) => console.log('console:', message.text()));
  heard();
  try {
    const query = new URLSearchParams({ suite: run.suite, from: run.from, init: JSON.stringify(run.init ?? {}), only: args.case });
    await page.goto(`${origin}/index.html?${query}`);
    const isolated = await page.evaluate(() => globalThis.crossOriginIsolated);
    if (isolated !== run.isolated) fail('the page itself', `it is ${isolated ? '' : 'not '}cross-origin isolated`);
    await end.promise;
  } catch (error) {
    fail('it came to no end', String(error));
  } finally {
    clearTimeout(timer);
    await context.close();
  }
  if (counts.passed + counts.failed === 0 && args.case === '') fail('it is empty', 'no case was run');
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${nameOf(run)}: ${counts.passed} passed, ${counts.failed} failed, ${seconds} s`);
  return counts.failed;
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-browser-'));
const watchdog = setTimeout(() => {
  console.error(`The suites took longer than ${limitMs} ms`);
  process.exit(1);
}, limitMs);
let failed = 0;
try {
  await buildPages(folder);
  const mounts = [
    { at: '/repository/', folder: root },
    { at: '/', folder },
  ];
  const isolated = await serve({ mounts, isolated: true });
  const plain = await serve({ mounts, isolated: false });
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--js-flags=--expose-gc'],
  });
  console.log(`Chromium ${browser.version()}`);
  const originOf = (run: Run) => (run.isolated ? isolated : plain).origin;
  const again: Run[] = [];
  const queue = runs.filter((run) => nameOf(run).includes(args.only));
  const lane = async () => {
    for (let run = queue.shift(); run !== undefined; run = queue.shift()) {
      if ((await runSuite(browser, originOf(run), run)) > 0) again.push(run);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  for (const run of again) {
    console.log(`Once more, alone: ${nameOf(run)}`);
    failed += await runSuite(browser, originOf(run), run);
  }
  const wrong = [
    ...('documented pages'.includes(args.only) ? await tryDocumented(browser, folder) : []),
    ...('policies'.includes(args.only) ? await tryPolicies(browser, folder) : []),
  ];
  for (const what of wrong) console.log(`${styleText('red', 'FAILED')} ${what}`);
  failed += wrong.length;
  await browser.close();
  await isolated.close();
  await plain.close();
} finally {
  fs.rmSync(folder, { recursive: true });
}
clearTimeout(watchdog);
process.exitCode = failed === 0 ? 0 : 1;
