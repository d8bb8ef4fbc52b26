import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeExecutor, type SmallExecutor } from '../fixtures/make-component.ts';
import { polyray, polyrayIn } from './polyray.ts';

const folder = await mkdtemp(path.join(os.tmpdir(), 'polyray-test-'));
afterAll(() => rm(folder, { recursive: true }));
const ml = 'components/ml/dist/simd128/ml.component.wasm';
const layer = { parameters: { model: 'm' }, inputs: { weight: { type: 'fp32', dimensions: [2, 2], data: [1, 2, 3, 4] } } };
const requests = {
  changing: ['model.load', 'model.drop'],
  setup: [{ operation: 'model.load', ...layer }],
  before: { 'model.drop': { operation: 'model.load', ...layer, parameters: { model: 'dropped' } } },
  samples: {
    'model.load': layer,
    'model.run': { parameters: { model: 'm' }, inputs: { x: { type: 'fp32', dimensions: [1, 2], data: 1 } } },
    'model.drop': { parameters: { model: 'dropped' } },
  },
  large: { operation: 'tensor.softmax', inputs: { x: { type: 'fp32', dimensions: [16_000, 1000], data: 1 } } },
  failing: { operation: 'model.run', parameters: { model: 'none' }, inputs: { x: { type: 'fp32', dimensions: [1, 2], data: 1 } } },
};

interface Report {
  readonly passed: number;
  readonly failed: number;
  readonly untried: string[];
  readonly cases: { readonly name: string; readonly error?: string }[];
}

async function testOf(options: SmallExecutor, ...args: string[]): Promise<{ readonly code: number; readonly report: Report }> {
  await writeFile(path.join(folder, 'small.wasm'), await makeExecutor(options));
  const { code, stdout, stderr } = await polyrayIn(folder, 'test', 'small.wasm', '--json', ...args);
  if (stdout === '') throw new Error(stderr);
  return { code, report: JSON.parse(stdout) as Report };
}

test('an executor passes with the requests that cannot be made up, everything tried', { timeout: 120_000 }, async () => {
  const file = path.join(folder, 'requests.json');
  await writeFile(file, JSON.stringify(requests));
  const { code, stdout } = await polyray('test', ml, '--requests', file);
  expect(stdout).not.toContain('not ok');
  expect(stdout).toMatch(/^ok +ml \(direct\): takes 64 MB, again and again, in flat memory {2}\d+ ms$/m);
  expect(stdout).toMatch(/^ml \d+\.\d+\.\d+: 18 passed, 0 failed, 0 not tried$/m);
  expect(code).toBe(0);
});

test('what was not tried is said, and is no success of its own', { timeout: 120_000 }, async () => {
  const { code, stdout } = await polyray('test', 'components/cpp/dist/cpp.component.wasm');
  expect(code).toBe(1);
  expect(stdout).toContain('not tried  64 MB in one tensor: there is no `large` in --requests');
  expect(stdout).toMatch(/not ok {2}cpp: there is a request that "bearing\.evidence" answers/);
  expect(stdout).toContain('Give one by --requests');
});

test('a component that grows with each call fails for it', { timeout: 60_000 }, async () => {
  const { code, report } = await testOf({ operationsBody: '(drop (memory.grow (i32.const 1)))' });
  expect(code).toBe(1);
  const failed = report.cases.filter(({ error }) => error !== undefined);
  expect(failed.map(({ name }) => name)).toEqual([
    'small (glue): 10000 calls, good and bad, in flat memory',
    'small (direct): 10000 calls, good and bad, in flat memory',
  ]);
  expect(failed[0]!.error).toMatch(/^not so: memory went from \d+ to \d+ bytes$/);
});

test('a component that traps instead of refusing fails, and all else is tried', { timeout: 60_000 }, async () => {
  const { code, report } = await testOf({ operation: 'trap' });
  expect(code).toBe(1);
  expect(report.failed).toBeGreaterThan(0);
  expect(report.passed).toBeGreaterThan(0);
  expect(report.cases.find(({ error }) => error !== undefined)!.error).toContain('unreachable');
});

test('a component that never answers costs its case, not the run', { timeout: 60_000 }, async () => {
  const { code, report } = await testOf({ operation: 'loop', executeBody: '(loop br 0) unreachable' }, '--case-timeout', '1500');
  expect(code).toBe(1);
  expect(report).toMatchObject({
    passed: 0,
    failed: 1,
    cases: [{ name: 'it can be started and asked', error: 'did not end within 1500 ms' }],
  });
});

test('a component is given what it is granted', { timeout: 60_000 }, async () => {
  const clock: SmallExecutor = {
    imports: '(import "wasi:clocks/monotonic-clock@0.2.3" "now" (func $now (result i64)))',
    nameBody: '(drop (call $now)) (i32.const 16)',
    world: 'import wasi:clocks/monotonic-clock@0.2.3;',
    packages: 'package wasi:clocks@0.2.3 { interface monotonic-clock { now: func() -> u64; } }',
  };
  const { code, report } = await testOf(clock, '--grants', '{"clocks": {}}');
  expect(report).toMatchObject({ failed: 0 });
  expect(report.passed).toBeGreaterThan(3);
  expect(code).toBe(0);
  await expect(testOf(clock)).rejects.toThrow('"name":"ImportNotGrantedError"');
});

test.each([
  ['{"sample": {}}', '"sample" is unknown; there are samples, setup'],
  [
    '{"samples": {"a": {"inputs": {"x": {"type": "f32", "dimensions": [1], "data": 1}}}}}',
    'samples.a.inputs.x.type must be an element type, is f32',
  ],
  [
    '{"samples": {"a": {"inputs": {"x": {"dimensions": [2], "data": [1]}}}}}',
    'samples.a.inputs.x.data must be a number, or a list of 2 numbers',
  ],
  ['{"setup": [{}]}', 'setup[0].operation must be a text'],
  ['{', 'JSON'],
])('requests that are wrong are refused with their place: %s', async (text, message) => {
  await writeFile(path.join(folder, 'wrong.json'), text);
  const { code, stderr } = await polyrayIn(folder, 'test', 'small.wasm', '--requests', 'wrong.json');
  expect(code).toBe(2);
  expect(stderr).toContain('Cannot read "wrong.json": ');
  expect(stderr).toContain(message);
});
