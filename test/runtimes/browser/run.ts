// Runs the suites in a browser, several at once; what failed is run once more alone, and both is said:
// run.ts [--browser chromium|firefox] [--only <part of a run's name>] [--case <part of a case's name>]
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { root } from '../../../build/members.ts';
import { buildPages } from './build-pages.ts';
import { Chromium } from './chromium.ts';
import { tryDocumented } from './documented.ts';
import type { Driver } from './driver.ts';
import { Firefox } from './firefox.ts';
import type { Report } from './page-runner.ts';
import { tryPolicies } from './policies.ts';
import { serve } from './serve.ts';

interface Run {
  readonly suite: string;
  /** Whether the page is cross-origin isolated. */
  readonly isolated: boolean;
  readonly from: 'page' | 'worker';
  readonly init?: object;
  /** It works in Firefox too: docs/platforms.md says what does not, and why. */
  readonly firefox?: true;
}

/** The longest first. */
const runs: readonly Run[] = [
  { suite: 'python', isolated: true, from: 'page' },
  { suite: 'tasks', isolated: true, from: 'page' },
  { suite: 'tasks', isolated: true, from: 'page', init: { coordinator: 'inline' } },
  { suite: 'tasks', isolated: true, from: 'worker' },
  { suite: 'tasks', isolated: false, from: 'page' },
  { suite: 'executors', isolated: true, from: 'page', firefox: true },
  { suite: 'executors', isolated: false, from: 'page', firefox: true },
  { suite: 'python-executor', isolated: true, from: 'page', firefox: true },
  { suite: 'python-async', isolated: false, from: 'page', firefox: true },
  { suite: 'pipeline', isolated: true, from: 'page', firefox: true },
  { suite: 'pipeline', isolated: false, from: 'page', firefox: true },
];

/** All of it. */
const limitMs = 600_000;
/** So many pages at once: a good part of the time goes by waiting for threads that are ended by force. */
const lanes = 3;
/** Nothing was heard for so long. */
const silenceMs = 170_000;

const { values: args } = parseArgs({
  options: {
    browser: { type: 'string', default: 'chromium' },
    only: { type: 'string', default: '' },
    case: { type: 'string', default: '' },
    verbose: { type: 'boolean', default: false },
  },
});

const nameOf = ({ suite, isolated, from, init }: Run) =>
  [suite, isolated ? 'isolated' : 'not isolated', `from a ${from}`, ...Object.values(init ?? {})].join(', ');

/** @returns how many cases failed */
async function runSuite(driver: Driver, origin: string, run: Run): Promise<number> {
  const counts = { passed: 0, failed: 0 };
  const began = performance.now();
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
  const onReport = (report: Report) => {
    heard();
    if (report.kind === 'end') end.resolve();
    else if (report.kind === 'begin') {
      if (report.isolated !== run.isolated) fail('the page itself', `it is ${report.isolated ? '' : 'not '}cross-origin isolated`);
    } else {
      if (report.kind === 'failed') fail(report.name, report.error ?? '');
      else counts.passed++;
      if (args.verbose) console.log(report.kind, report.name, `${Math.round(report.ms)} ms`);
    }
  };
  heard();
  let close: (() => Promise<void>) | undefined;
  try {
    const query = new URLSearchParams({ suite: run.suite, from: run.from, init: JSON.stringify(run.init ?? {}), only: args.case });
    close = await driver.open(`${origin}/index.html?${query}`, {
      onReport: (report) => onReport(report as Report),
      onConsole: (text) => args.verbose && console.log('console:', text),
      onError: (error) => fail('an error that nobody caught', error),
      onCrash: () => end.reject(new Error('the page crashed')),
    });
    await end.promise;
  } catch (error) {
    fail('it came to no end', String(error));
  } finally {
    clearTimeout(timer);
    await close?.();
  }
  if (counts.passed + counts.failed === 0 && args.case === '') fail('it is empty', 'no case was run');
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${nameOf(run)}: ${counts.passed} passed, ${counts.failed} failed, ${seconds} s`);
  return counts.failed;
}

const launchers: Readonly<Record<string, () => Promise<Driver>>> = {
  chromium: () => Chromium.launch(process.env['CHROMIUM'] ?? '/usr/bin/chromium'),
  firefox: () => Firefox.launch(process.env['FIREFOX'] ?? '/usr/bin/firefox-esr'),
};
const launch = launchers[args.browser];
if (launch === undefined) throw new RangeError(`A browser must be one of ${Object.keys(launchers).join(', ')}, is "${args.browser}"`);
/** All in Chromium; by name, any. */
const chosen = args.browser === 'firefox' && args.only === '' ? runs.filter(({ firefox }) => firefox) : runs;
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
  const driver = await launch();
  console.log(driver.name);
  const originOf = (run: Run) => (run.isolated ? isolated : plain).origin;
  const again: Run[] = [];
  const queue = chosen.filter((run) => nameOf(run).includes(args.only));
  const lane = async () => {
    for (let run = queue.shift(); run !== undefined; run = queue.shift()) {
      if ((await runSuite(driver, originOf(run), run)) > 0) again.push(run);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  for (const run of again) {
    console.log(`Once more, alone: ${nameOf(run)}`);
    failed += await runSuite(driver, originOf(run), run);
  }
  if (driver instanceof Chromium) {
    const wrong = [
      ...('documented pages'.includes(args.only) ? await tryDocumented(driver.browser, folder) : []),
      ...('policies'.includes(args.only) ? await tryPolicies(driver.browser, folder) : []),
    ];
    for (const what of wrong) console.log(`${styleText('red', 'FAILED')} ${what}`);
    failed += wrong.length;
  }
  await driver.close();
  await isolated.close();
  await plain.close();
} finally {
  fs.rmSync(folder, { recursive: true });
}
clearTimeout(watchdog);
process.exitCode = failed === 0 ? 0 : 1;
