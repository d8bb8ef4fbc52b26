import '../report-errors.ts';
import fs from 'node:fs';
import path from 'node:path';
import { build } from '../build.ts';
import { root } from '../members.ts';
import { runProgram } from '../run-program.ts';

// README's command: builds what is stale, then the tests that need nothing but npm and a few minutes. What else there is, is named.
await build();
const status = await runProgram(process.execPath, [path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...process.argv.slice(2)]);
if (status > 128) process.exit(status); // it was stopped

const list = (folder: string, form: RegExp) =>
  fs.existsSync(path.join(root, folder)) ? fs.readdirSync(path.join(root, folder)).filter((name) => form.test(name)) : [];
const first = (file: string) => /^(?:\/\/|#) (?!!)(.+)$/m.exec(fs.readFileSync(path.join(root, file), 'utf8'))?.[1] ?? '';
const elsewhere = [
  ...list('.ci/stages', /\.sh$/).map((name) => `  .ci/stages/${name}: ${first(`.ci/stages/${name}`)}`),
  ...list('test/full', /\.ts$/).map((name) => `  npm run test:full, ${name}: ${first(`test/full/${name}`)}`),
];
console.log(
  `\nNot run here: what takes minutes more, as the suites on other JavaScript runtimes do, or needs more than npm brings:\n${elsewhere.join('\n')}`,
);
process.exitCode = status;
