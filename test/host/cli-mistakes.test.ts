import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeNpy } from '../../runtime/files/npy.ts';
import { polyray, startPolyray } from './polyray.ts';

let folder: string;
const file = (name: string) => path.join(folder, name);
const stage = { name: 'a', executor: 'python', operation: 'run', parameters: { source: 'def main(): return 1' } };
const documents: Record<string, object> = {
  'executor.json': { name: 'x', stages: [{ ...stage, executor: 'fortran' }] },
  'model.json': { name: 'x', models: { m: { executor: 'python', file: 'x.npy' } }, stages: [stage] },
  'no-model.json': { name: 'x', models: { m: { executor: 'ml', file: 'x.npy' } }, stages: [stage] },

  'latin.json': { name: 'x', stages: [{ ...stage, parameters: { source: { file: 'latin.py' } } }] },
  'control.json': { name: 'x', stages: [{ ...stage, parameters: { source: 'def main(): raise ValueError("\\x1b[2J\\x9b")' } }] },
  'walk.json': { name: 'x', stages: [{ ...stage, operation: 'walk' }] },
};

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'polyray-mistakes-'));
  await mkdir(file('folder.wav'));
  await writeFile(file('x.npy'), encodeNpy({ type: 'fp64', dimensions: [4], data: Float64Array.of(1, 2, 3, 4) }));
  await writeFile(file('latin.py'), Buffer.from('# \xb5\ndef main(): return 1', 'latin1'));
  await Promise.all(Object.entries(documents).map(([name, document]) => writeFile(file(name), JSON.stringify(document))));
});
afterAll(() => rm(folder, { recursive: true }));

const fft = (...more: string[]) => ['call', 'cpp', 'signal.fft', ...more];

test.each<[string, (in_: typeof file) => string[], number, string]>([
  [
    'a command that is none',
    () => ['help', 'cal'],
    2,
    'Unknown command "cal": there are build, call, executors, inspect, new, python, run, test',
  ],
  ['an option that is none', () => ['call', '--jsno'], 2, "Unknown option '--jsno' (Did you mean --json?)"],
  ['a clock that is none', () => ['executors', '--timeout', 'x'], 2, '--timeout must be a number above 0'],
  ['a clock that is too fast', () => ['executors', '--timeout', '1'], 3, 'did not finish within 1 ms'],
  ['a number that is too big', () => fft('-p', '{"length":[1e999]}'), 2, '--parameters cannot be read: "0" is a number that no double'],
  ['an input that JavaScript reserves', (at) => fft('-i', `__proto__=${at('x.npy')}`), 2, 'Invalid inputs.__proto__: is not an input'],
  ['a folder', (at) => fft('-i', `signal=${at('folder.wav')}`), 2, 'it is a folder'],
  ['no place to write', (at) => fft('-i', `signal=${at('x.npy')}`, '-o', at('x.npy')), 2, 'x.npy": it is not a folder'],
  ['an executor that is not installed', (at) => ['run', at('executor.json')], 2, 'at stages[0].executor: Cannot find executor "fortran"'],
  ['an operation that is none', (at) => ['run', at('walk.json')], 2, 'at stages[0].operation: executor "python" has no "walk"; it has run'],
  ['a model for no network', (at) => ['run', at('model.json')], 2, 'at models.m.executor: executor "python" takes no models'],
  ['a model that is none', (at) => ['run', at('no-model.json')], 2, 'at models.m.file: "x.npy" is no model: header'],
  ['a rule that is no UTF-8', (at) => ['run', at('latin.json')], 2, 'at stages[0].parameters.source.file: "latin.py" is no text in UTF-8'],
  ['words that move the cursor', (at) => ['run', at('control.json')], 1, 'ValueError: \\x1b[2J\\x9b'],
])('%s gives one clear message', async (_, args, code, message) => {
  const result = await polyray(...args(file));
  expect(result.stderr).toContain(message);
  expect(result.stderr).not.toMatch(/^\s+at /m); // no stack of ours
  expect(result.code).toBe(code);
  expect(result.stdout).toBe('');
});

test('a name that JavaScript reserves is refused, not dropped', async () => {
  const text = '{"name":"x","stages":[{"name":"a","executor":"python","operation":"run","parameters":{"__proto__":1}}]}';
  await writeFile(file('reserved.json'), text);
  const { code, stderr } = await polyray('run', file('reserved.json'));
  expect([code, stderr]).toEqual([2, 'polyray: Invalid pipeline at stages[0].parameters.__proto__: this name is reserved by JavaScript\n']);
});

test.each<[string[], object]>([
  [
    ['call', 'python', 'run'],
    { name: 'InvalidRequestError', message: 'Invalid parameters.source: is required', path: 'parameters.source' },
  ],
  [['call', 'ml', 'x', '-i', 'a=/nowhere.npy'], { name: 'InvalidFileError', file: '/nowhere.npy' }],
  [['call'], { name: 'UsageError', message: "Missing required argument 'executor'" }],
  [['cal'], { name: 'UsageError', message: "Unknown command 'cal' (Did you mean call?)" }],
  [['run', '--bogus'], { name: 'UsageError', message: "Unknown option '--bogus'" }],
])('%j --json tells its mistake as one line of JSON', async (args, error) => {
  const { code, stdout, stderr } = await polyray(...args, '--json');
  expect([code, stdout]).toEqual([2, '']);
  expect(JSON.parse(stderr)).toMatchObject({ error });
});

test('a Node that is too old is named', async () => {
  const old = ['--import', 'data:text/javascript,delete Promise.withResolvers'];
  const child = startPolyray(['executors'], {}, old);
  let stderr = '';
  child.stderr!.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [code] = await once(child, 'close');
  expect(stderr).toMatch(/^polyray: Cannot run on Node \d+\.\d+\.\d+: Node >=\d+\.\d+ is needed\n$/);
  expect(code).toBe(2);
});
