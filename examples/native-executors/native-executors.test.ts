import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { executorConformance } from '../../runtime/conformance/executor-conformance.ts';
import type { ExecutorPackage } from '../../runtime/executor/executor-package.ts';
import { init } from '../../runtime/init.ts';
import { nativeExecutor } from '../../runtime/native/index.ts';
import { softmaxSubject } from '../../test/conformance/subjects/softmax.ts';
import { vitestSubject } from '../../test/conformance/vitest-subject.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
/** As the stage has built it. */
const compiled = path.join(here, '../../.cache/native/softmax');
const programs = {
  python: { command: 'python3', args: ['softmax.py'] },
  'c++': { command: compiled, args: ['softmax.json'] },
};

for (const [language, program] of Object.entries(programs)) {
  const source = nativeExecutor({ name: 'softmax', version: '1.0.0', ...program, cwd: here, startTimeoutMs: 60_000 });
  const { runner, host, close } = vitestSubject((name, run, timeout) => test(`${language}: ${name}`, run, timeout), source);
  afterAll(close);
  executorConformance(runner, { ...softmaxSubject(source), readBytes: host.readBytes }, host.executor);

  test(`${language}: answers as polyray-ml does`, async () => {
    const { ml } = await import('../../components/ml/index.js');
    const executors: Record<string, ExecutorPackage> = { native: source, ml };
    await using ray = await init({ numWorkers: 1, allowNative: true, executors });
    const data = Float32Array.from({ length: 12 * 34 }, (_, i) => 3 * Math.sin(i));
    data[40] = Number.NaN;
    data[80] = Number.POSITIVE_INFINITY;
    data.fill(Number.NEGATIVE_INFINITY, 100, 102);
    const request = { operation: 'tensor.softmax', parameters: { scale: 1.5 }, inputs: { x: { data, dimensions: [12, 34] } } };
    const [found, expected] = await Promise.all(
      (['native', 'ml'] as const).map(async (name) => (await ray.executors.get(name).execute(request)).outputs['y']!.data as Float32Array),
    );
    // both in single precision, summed in another order
    for (const [i, value] of expected!.entries()) {
      if (Number.isNaN(value)) expect(found![i]).toBeNaN();
      else expect(Math.abs(found![i]! - value)).toBeLessThanOrEqual(1e-6 * value);
    }
  });
}

test.each(Object.entries(programs))('the example runs: %s', { timeout: 60_000 }, async (_, { command, args }) => {
  expect(fs.existsSync(command) || command === 'python3').toBe(true);
  const { stdout } = await promisify(execFile)(process.execPath, [path.join(here, 'main.ts'), command, ...args]);
  const answer = '0.090031 0.244728 0.665241';
  expect(stdout).toBe(`scoring 1.0.0, native: ${answer}\nscoring 2.0.0, sealed: ${answer}\nscoring 1.0.0, native: ${answer}\n`);
});
