import fs from 'node:fs';
import { test } from 'vitest';
import { python } from '../../components/python/index.js';
import { init } from '../../runtime/index.ts';
import { runCases } from './level.ts';

const fileOf = (name: string) => new URL(`conformance/${name}.py`, import.meta.url);
const textOf = (file: URL) => fs.readFileSync(file, 'utf8');

/** The longest that the cases of one file may take: against what hangs, so that a busy machine has its time. */
const levelMs = 240_000;

/** All cases of a file, in Node. */
export function runLevel(name: string, file = fileOf(name)): void {
  test(`${name}: every case`, { timeout: levelMs }, async () => {
    const open = (options: object) => init({ numWorkers: 2, executors: { python }, ...options });
    await runCases({ name, source: textOf(file), runner: textOf(fileOf('run')), limitMs: levelMs - 5000, open });
  });
}
