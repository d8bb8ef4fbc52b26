// Runs one file of tests in the runtime that runs this: `main.js FILE [PATTERN]`. Prints TAP.
import { pathToFileURL } from 'node:url';
import { leftOut } from './left-out.ts';
import { type Outcome, runDeclared } from './vitest.ts';

const [file, pattern, runtime = ''] = process.argv.slice(2);
await import(pathToFileURL(file!).href);
let count = 0;
let failed = 0;
const report = ({ name, ms, error }: Outcome): void => {
  count++;
  const line = `${count} - ${name.replaceAll('\n', ' ')} # ${ms.toFixed(0)} ms`;
  if (error === undefined) console.log(`ok ${line}`);
  else {
    failed++;
    console.log(`not ok ${line}\n${said(error).replaceAll(/^/gm, '  # ')}`);
  }
};
const left = leftOut[runtime] ?? [];
for (const name of await runDeclared(report, pattern, (test) => left.some(([start]) => test.startsWith(start))))
  console.log(`left out - ${name}: ${left.find(([start]) => name.startsWith(start))![1]}`);
// from here on it has to end by itself
console.log(`1..${count}`);
process.exitCode = failed > 0 || count === 0 ? 1 : 0;

function said(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { actual, expected } = error as { actual?: unknown; expected?: unknown };
  const values = actual === undefined && expected === undefined ? '' : `\nexpected: ${String(expected)}\nactual: ${String(actual)}`;
  return `${error.name}: ${error.message}${values}\n${error.stack ?? ''}`.slice(0, 4000);
}
