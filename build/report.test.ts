import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { watched } from './report.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-report-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** Measures a build in `--watch` that is this script. */
function measure(script: string) {
  const file = path.join(folder, 'build/commands/build.ts');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.mkdirSync(path.join(folder, 'src'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'src/a.cpp'), '');
  fs.writeFileSync(file, script);
  return watched({ directory: folder, cacheDirectory: folder }, [], 'src');
}

test('a build in --watch is measured from the change to its end', async () => {
  const { wallMs } = await measure(`
    import fs from 'node:fs';
    const seen = () => fs.readFileSync('src/a.cpp', 'utf8').split('edited').length - 1;
    for (let done = 0; ; await new Promise((resolve) => setTimeout(resolve, 20)))
      if (seen() > done) { done = seen(); console.error('Built cpp in 0.1 s; watching'); }`);
  expect(wallMs).toBeGreaterThan(0);
});

test.each([
  ['ends', `console.error('polyray: no'); process.exit(3)`, /it ended\npolyray: no/],
  ['fails', `console.error('Cannot build cpp\\ncpp: wrong'); setInterval(() => {}, 1000)`, /it failed\nCannot build cpp/],
])('a build in --watch that %s is an error, and waited for no longer', async (_, script, message) => {
  await expect(measure(script)).rejects.toThrow(message);
});
