import fs from 'node:fs';
import path from 'node:path';
import { root } from '../../build/members.ts';
import { measureProgram, type Program, type Size } from './measure-sizes.ts';

/** A program, and what it may come to: in bytes of gzip. */
export interface Budget extends Program {
  readonly most?: number;
}

const tasks = `import { get, init, remote } from 'polyray';
await init();
console.log(await get(remote((a, b) => a + b).remote(1, 2)));`;

/** What is measured. */
export const budgets: readonly Budget[] = [
  { part: 'a program that only runs tasks', text: tasks, most: 40_000 },
  { part: 'a worker, by itself', text: `import 'polyray/browser/worker';`, most: 40_000 },
  {
    part: 'that program, its worker and the way to the coordinator, each file once',
    text: `${tasks}\nimport 'polyray/browser/worker';`,
    later: ['thread-connection'],
    most: 55_000,
  },
  {
    part: 'the coordinator, by itself: in a thread, where the page is isolated',
    text: `import 'polyray/browser/coordinator';`,
    most: 52_000,
  },
  {
    part: 'that program with the coordinator in the page, where it is not isolated',
    text: tasks,
    later: ['inline-connection'],
    most: 78_000,
  },
  {
    part: 'a program with an executor (the component comes beside it)',
    text: `import { init } from 'polyray';\nimport { cpp } from 'polyray-cpp';\nconst ray = await init({ executors: { cpp } });\nawait ray.executors.get('cpp').operations();`,
    later: ['registry', 'check-package'],
    most: 58_000,
  },
  { part: 'an executor’s worker', text: `import 'polyray/browser/worker';`, later: ['executor-service'], most: 53_000 },
  { part: '`polyray/pipeline`', text: `export * from 'polyray/pipeline';`, most: 110_000 },
  { part: '`polyray/model`', text: `export * from 'polyray/model';`, most: 3_000 },
  { part: '`polyray/check`', text: `import 'polyray/check';`, most: 41_000 },
  {
    part: 'the transpiler, at the first `load` of a component; 1.2 MB of WebAssembly come beside it',
    text: `import 'polyray/browser/transpiler';`,
    most: 47_000,
  },
];

export const page = path.join(root, 'docs/embedding.md');
const begin = '<!-- Measured by `node test/packages/write-sizes.ts`. Do not edit. -->';
const end = '<!-- The end of what is measured. -->';

/** A part, and its kilobytes of gzip in the table. */
export type Row = readonly [part: string, kilobytes: number];

export async function measureAll(project: string): Promise<Size[]> {
  const sizes: Size[] = [];
  for (const budget of budgets) sizes.push(await measureProgram(budget, project));
  return sizes;
}

/** The table in docs/embedding.md. */
export function readTable(): Row[] {
  const text = fs.readFileSync(page, 'utf8');
  const table = text.slice(text.indexOf(begin), text.indexOf(end));
  return [...table.matchAll(/^\| (.+?) \| [\d.]+ \| ([\d.]+) \|/gm)].map(([, part, kilobytes]) => [part!, Number(kilobytes)]);
}

export function writeTable(sizes: readonly Size[]): void {
  const kilobytes = (bytes: number) => (bytes / 1000).toFixed(1);
  const most = (part: string) => budgets.find((budget) => budget.part === part)?.most;
  const rows = sizes.map(
    ({ part, bytes, gzipBytes }) => `| ${part} | ${kilobytes(bytes)} | ${kilobytes(gzipBytes)} | ${most(part)! / 1000} |`,
  );
  const table = ['| what a browser loads | KB, minified | KB of gzip | at most |', '|---|---|---|---|', ...rows].join('\n');
  const text = fs.readFileSync(page, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < 0) throw new Error(`Cannot write the table: ${page} has no place for it`);
  fs.writeFileSync(page, `${text.slice(0, from)}${begin}\n${table}\n${text.slice(to)}`);
}
