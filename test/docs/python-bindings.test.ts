import fs from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { cpp } from '../../components/cpp/index.js';
import { ml } from '../../components/ml/index.js';
import { python } from '../../components/python/index.js';
import { init } from '../../runtime/index.ts';
import { printsAsSaid } from './page-code.ts';
import { pythonPrograms } from './python-code.ts';

let printed: string[] = [];
const ray = await init({ numWorkers: 2, executors: { python, cpp, ml }, print: ({ line }) => printed.push(line) });
afterAll(() => ray.shutdown());

const page = 'docs/python-bindings.md';
const programs = pythonPrograms(fs.readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8'));

test('the page has programs that say what they print', () => {
  expect(programs.length).toBeGreaterThan(3);
  for (const { line, prints } of programs) expect(prints, `line ${line}`).not.toEqual([]);
});

test.each(programs.map((program) => [program.line, program] as const))(`line %d of ${page} prints what it says`, async (_, program) => {
  printed = [];
  expect(await ray.python.run(program.text, { filename: page }), printed.join('\n')).toBe(0);
  if (!printsAsSaid(printed.join('\n'), program)) expect(printed).toEqual(program.prints);
});
