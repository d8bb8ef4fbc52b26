import fs from 'node:fs';
import path from 'node:path';
import type { PlatformResults } from '../bench/platforms/results.ts';
import { browserCapabilities } from '../runtime/platform/browser.ts';
import { bunCapabilities } from '../runtime/platform/bun.ts';
import type { Capabilities, Capability } from '../runtime/platform/capabilities.ts';
import { denoCapabilities } from '../runtime/platform/deno.ts';
import { nodeCapabilities } from '../runtime/platform/node.ts';
import type { LeftOut } from '../test/runtimes/browser/left-out.ts';
import type { Generated } from './generate.ts';
import { root } from './members.ts';

const file = 'docs/platforms.md';
/** What `npm run bench -- platforms --record` writes. */
const results = 'bench/platforms/results.json';
/** What the runs of test/runtimes/browser/run.ts leave out. */
const leftOut = 'test/runtimes/browser/left-out.json';
const end = '<!-- The end of what is generated. -->';

const platforms: Readonly<Record<string, Capabilities>> = {
  Node: nodeCapabilities,
  Deno: denoCapabilities,
  Bun: bunCapabilities,
  'a page, isolated': browserCapabilities(true),
  'a page, not isolated': browserCapabilities(false),
};

/** By the names that run.ts has for them. */
const browsers: Readonly<Record<string, string>> = { firefox: 'Firefox', webkit: 'WebKitGTK' };

/** What each capability is, in the order of its rows. */
const rows: Readonly<Record<keyof Capabilities, string>> = {
  threads: 'threads',
  sharedMemory: 'threads share memory',
  blockingDriver: 'the thread of `init` may stand still',
  blockingWorkers: 'workers may stand still: `get` in Python, tasks with the option `blocking`',
  hardKill: 'a thread can be ended, whatever it computes',
  stackSize: 'a thread can be given a larger stack',
  files: 'files: mounts for Python, objects on disk when memory is full',
  processes: 'processes can be started',
  garbageCollection: 'garbage can be looked for when shared memory runs low',
  codeFromText: 'functions may be sent by their text',
};

/** The works of `bench/platforms/program.js`, in the order of their rows, and how their times are told. */
const works: Readonly<Record<string, readonly [what: string, tell: (ms: number) => string]>> = {
  taskRoundTrip: ['a small task and back, one at a time', us],
  tasksAtOnce: ['a small task, where 5000 are submitted at once', us],
  putGet1: ['`put` and `get` of 1 MiB', us],
  putGet64: ['`put` and `get` of 64 MiB', inMs],
  fft: ['`signal.fft` of 65 536, complex fp64, in `cpp`, copies and all', inMs],
  gemm: ['`tensor.matmul` 512³, fp32, in `ml`, copies and all', (ms) => `${inMs(ms)} (${((2 * 512 ** 3) / ms / 1e6).toFixed(0)} GFLOP/s)`],
};

/** The tables of docs/platforms.md: what platforms can do, from their records, and how fast they are, from what was measured. */
export async function generate(): Promise<Generated[]> {
  const page = fs.readFileSync(path.join(root, file), 'utf8');
  const names = Object.keys(platforms);
  const can = table(
    ['', ...names],
    Object.entries(rows).map(([key, what]) => [what, ...Object.values(platforms).map((each) => said(each[key as keyof Capabilities]))]),
  );
  const { date, machine, rounds, platforms: measured } = JSON.parse(fs.readFileSync(path.join(root, results), 'utf8')) as PlatformResults;
  const speed = [
    ...table(
      ['', ...measured.map(({ name, version }) => `${name} ${version}`)],
      Object.entries(works).map(([work, [what, tell]]) => [what, ...measured.map(({ medianMs }) => tell(medianMs[work]!))]),
    ),
    '',
    `Measured on ${date}: ${machine.cores} cores of ${machine.processor}, ${machine.system}; ${rounds} rounds, in each every platform in its turn;`,
    `the queue of the processor was ${machine.load} long at the end, this run's own threads among it.`,
  ];
  const lacks = JSON.parse(fs.readFileSync(path.join(root, leftOut), 'utf8')) as Readonly<Record<string, readonly LeftOut[]>>;
  const left = table(
    ['', 'what is left out', 'why'],
    Object.entries(lacks).flatMap(([name, list]) =>
      list.map(({ run, cases, why }) => [browsers[name]!, cases === undefined ? run : `${run}: ${cases}`, why]),
    ),
  );
  return [{ file, text: fill(fill(fill(page, 'runtime/platform/', can), results, speed), leftOut, left) }];
}

/** Puts lines in the place that a page has for what is generated from a source. */
function fill(page: string, source: string, lines: readonly string[]): string {
  const begin = `<!-- Generated from ${source} by \`npm run generate\`. Do not edit. -->`;
  const from = page.indexOf(begin);
  const to = page.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`${file} has no place for what is generated from ${source}: ${begin} … ${end}`);
  return `${page.slice(0, from)}${begin}\n${lines.join('\n')}\n${page.slice(to)}`;
}

function table(head: readonly string[], body: readonly (readonly string[])[]): string[] {
  return [head, head.map(() => '---'), ...body].map((cells, i) => (i === 1 ? `|${cells.join('|')}|` : `| ${cells.join(' | ')} |`));
}

function said({ has, note }: Capability): string {
  return `${has ? 'yes' : 'no'}${note === undefined ? '' : `: ${note}`}`;
}

function us(ms: number): string {
  return `${Number((ms * 1000).toPrecision(3))} µs`;
}

function inMs(ms: number): string {
  return `${Number(ms.toPrecision(3))} ms`;
}
