import fs from 'node:fs';
import path from 'node:path';
import { browserCapabilities } from '../runtime/platform/browser.ts';
import { bunCapabilities } from '../runtime/platform/bun.ts';
import type { Capabilities, Capability } from '../runtime/platform/capabilities.ts';
import { denoCapabilities } from '../runtime/platform/deno.ts';
import { nodeCapabilities } from '../runtime/platform/node.ts';
import type { Generated } from './generate.ts';
import { root } from './members.ts';

const file = 'docs/platforms.md';
const begin = '<!-- Generated from runtime/platform/ by `npm run generate`. Do not edit. -->';
const end = '<!-- The end of what is generated. -->';

const platforms: Readonly<Record<string, Capabilities>> = {
  Node: nodeCapabilities,
  Deno: denoCapabilities,
  Bun: bunCapabilities,
  'a page, isolated': browserCapabilities(true),
  'a page, not isolated': browserCapabilities(false),
};

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

/** The table of docs/platforms.md, from the records of the platforms. */
export async function generate(): Promise<Generated[]> {
  const page = fs.readFileSync(path.join(root, file), 'utf8');
  const at = [page.indexOf(begin), page.indexOf(end)] as const;
  if (at[0] < 0 || at[1] < at[0]) throw new Error(`${file} has no place for the table: ${begin} … ${end}`);
  const table = [
    `| | ${Object.keys(platforms).join(' | ')} |`,
    `|---|${'---|'.repeat(Object.keys(platforms).length)}`,
    ...Object.entries(rows).map(
      ([key, what]) =>
        `| ${what} | ${Object.values(platforms)
          .map((each) => said(each[key as keyof Capabilities]))
          .join(' | ')} |`,
    ),
  ];
  return [{ file, text: `${page.slice(0, at[0])}${begin}\n${table.join('\n')}\n${page.slice(at[1])}` }];
}

function said({ has, note }: Capability): string {
  return `${has ? 'yes' : 'no'}${note === undefined ? '' : `: ${note}`}`;
}
