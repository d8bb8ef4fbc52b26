// Runs the suites in a browser, several at once; what failed is run once more alone, and both is said:
// run.ts [--browser chromium|firefox|webkit] [--only <part of a run's name>] [--case <part of a case's name>]
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { root } from '../../../build/members.ts';
import { buildPages } from './build-pages.ts';
import { Chromium } from './chromium.ts';
import { tryDemo } from './demo.ts';
import { tryDocumented } from './documented.ts';
import type { Driver, OpenedPage } from './driver.ts';
import { Firefox } from './firefox.ts';
import { leftOut } from './left-out.ts';
import type { Report } from './page-runner.ts';
import { tryPolicies } from './policies.ts';
import { serve } from './serve.ts';
import { WebKit } from './webkit.ts';

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
  const leaves = new Map(
    left.flatMap(({ run: part, cases, why }) => (cases !== undefined && nameOf(run).includes(part) ? [[cases, why]] : [])),
  );
  const unseen = new Set(leaves.keys());
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
    } else if (report.kind === 'left out') {
      unseen.delete(report.part);
      console.log(`left out: ${report.name}: ${leaves.get(report.part)}`);
    } else {
      if (report.kind === 'failed') fail(report.name, report.error ?? '');
      else counts.passed++;
      if (args.verbose) console.log(report.kind, report.name, `${Math.round(report.ms)} ms`);
    }
  };
  heard();
  let page: OpenedPage | undefined;
  try {
    const query = new URLSearchParams({
      suite: run.suite,
      from: run.from,
      init: JSON.stringify(run.init ?? {}),
      only: args.case,
      without: JSON.stringify([...unseen]),
    });
    page = await driver.open(`${origin}/index.html?${query}`, {
      onReport: (report) => onReport(report as Report),
      onConsole: (text) => args.verbose && console.log('console:', text),
      onError: (error) => fail('an error that nobody caught', error),
      onCrash: (why) => end.reject(new Error(why)),
    });
    await end.promise;
  } catch (error) {
    fail('it came to no end', String(error));
  } finally {
    clearTimeout(timer);
    await page?.close();
  }
  if (counts.passed + counts.failed === 0 && args.case === '') fail('it is empty', 'no case was run');
  if (args.case === '') for (const name of unseen) fail('what is left out', `it has no case like "${name}"`);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${nameOf(run)}: ${counts.passed} passed, ${counts.failed} failed, ${seconds} s`);
  return counts.failed;
}

const launchers: Readonly<Record<string, () => Promise<Driver>>> = {
  chromium: () => Chromium.launch(process.env['CHROMIUM'] ?? '/usr/bin/chromium'),
  firefox: () => Firefox.launch(process.env['FIREFOX'] ?? '/usr/bin/firefox-esr'),
  webkit: () => WebKit.launch(process.env['WEBKIT_DRIVER'] ?? '/usr/bin/WebKitWebDriver'),
};
const launch = launchers[args.browser];
if (launch === undefined) throw new RangeError(`A browser must be one of ${Object.keys(launchers).join(', ')}, is "${args.browser}"`);
const left = leftOut(args.browser);
/** By name, any. */
const chosen = runs.filter((run) => {
  const name = nameOf(run);
  if (args.only !== '') return name.includes(args.only);
  const why = left.find((one) => one.cases === undefined && name.includes(one.run))?.why;
  if (why !== undefined) console.log(`left out: ${name}: ${why}`);
  return why === undefined;
});
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
  const driver = await launch();
  const { prologue } = driver;
  const isolated = await serve({ mounts, isolated: true, prologue });
  const plain = await serve({ mounts, isolated: false, prologue });
  console.log(driver.name);
  const originOf = (run: Run) => (run.isolated ? isolated : plain).origin;
  const again: Run[] = [];
  const queue = [...chosen];
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
  const wrong: string[] = [];
  if (driver instanceof Chromium) {
    if ('documented pages'.includes(args.only)) wrong.push(...(await tryDocumented(driver.browser, folder)));
    if ('policies'.includes(args.only)) wrong.push(...(await tryPolicies(driver.browser, folder)));
  } else if ('demonstration'.includes(args.only)) wrong.push(...(await tryDemo(driver)));
  for (const what of wrong) console.log(`${styleText('red', 'FAILED')} ${what}`);
  failed += wrong.length;
  await driver.close();
  await isolated.close();
  await plain.close();
} finally {
  fs.rmSync(folder, { recursive: true });
}
clearTimeout(watchdog);
process.exitCode = failed === 0 ? 0 : 1;
