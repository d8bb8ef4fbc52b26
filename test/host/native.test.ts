import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  ExecutorFaultError,
  ExecutorLoadError,
  ExecutorNotAllowedError,
  ExecutorUnavailableError,
  InvalidRequestError,
  LimitExceededError,
  OperationFailedError,
  OutOfMemoryError,
  TaskTimeoutError,
  UnsupportedError,
} from '../../runtime/errors.ts';
import type { TensorRecord } from '../../runtime/executor/tensor.ts';
import { init } from '../../runtime/init.ts';
import { type NativeOptions, nativeExecutor } from '../../runtime/native/index.ts';
import { scriptProgram } from '../fixtures/native/programs.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-native-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

const odd = (more: Partial<NativeOptions> = {}, how = 'well') =>
  nativeExecutor({ name: 'odd', version: '1.0.0', ...scriptProgram('odd-program.mjs', how), ...more });
const host = (source = odd()) => init({ numWorkers: 1, allowNative: true, executors: { odd: source } });

/** Whether a process is there; one that ended and that nobody has asked about yet is not. */
function lives(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

async function until(what: () => boolean): Promise<void> {
  while (!what()) await new Promise((resolve) => setTimeout(resolve, 10));
}

test('values of every kind and tensors of every type come back as they went', { timeout: 60_000 }, async () => {
  await using ray = await host();
  const executor = ray.executors.get('odd');
  const parameters = {
    boolean: true,
    integer: 2n ** 62n,
    number: Number.NaN,
    text: 'größer\n"日本" 😀',
    numbers: Float64Array.of(1, -0, 1e300, Number.POSITIVE_INFINITY, Number.NaN),
    texts: ['', 'ß'],
    json: { a: [1, null, { b: 'c' }] },
  };
  const { values } = await executor.execute({ operation: 'echo', parameters });
  expect(values).toEqual({ ...parameters, numbers: Float64Array.of(1, 0, 1e300, Number.POSITIVE_INFINITY, Number.NaN) });
  const tensors: TensorRecord[] = [
    { type: 'bool', dimensions: [2], data: Uint8Array.of(0, 1) },
    { type: 'fp16', dimensions: [2], data: Uint16Array.of(1, 65_535) },
    { type: 'i64', dimensions: [1, 2], data: BigInt64Array.of(-1n, 2n ** 62n) },
    { type: 'fp64', dimensions: [], data: Float64Array.of(0.1) },
    { type: 'complex128', dimensions: [1], data: Float64Array.of(1, 2) },
    { type: 'fp32', dimensions: [0, 3], data: new Float32Array() },
    { type: 'u8', dimensions: [5_000_000], data: new Uint8Array(5_000_000).map((_, i) => i) },
  ];
  for (const x of tensors) expect((await executor.execute({ operation: 'echo', inputs: { x } })).outputs).toEqual({ x });
});

test('is taken only where init was told so', async () => {
  const refused = 'it is native, a program with all the rights of this process; init takes such with allowNative: true';
  await expect(init({ executors: { odd: odd() } })).rejects.toThrow(new ExecutorNotAllowedError('executors.odd'));
  await using ray = await init();
  await expect(ray.executors.load(odd())).rejects.toThrow(`Cannot use source: ${refused}`);
  expect(ray.executors.list()).toEqual([]);
});

test('says what it is', async () => {
  await using ray = await host();
  const [version] = ray.executors.versions('odd');
  expect(version).toMatchObject({ version: '1.0.0', trust: 'native', grants: [] });
  expect(await ray.executors.get('odd').operations()).toHaveLength(8);
});

test('what it answers with is told by class', async () => {
  await using ray = await host();
  const fail = (code: string) => ray.executors.get('odd').execute({ operation: 'fail', parameters: { code } });
  await expect(fail('invalid')).rejects.toThrow(new InvalidRequestError('parameters.code', 'says so', 'component'));
  await expect(fail('unsupported')).rejects.toThrow(new UnsupportedError('parameters.code', 'says so'));
  await expect(fail('failed')).rejects.toThrow(new OperationFailedError('says so'));
  await expect(fail('out-of-memory')).rejects.toThrow(OutOfMemoryError);
  await expect(fail('internal')).rejects.toThrow('reports a bug of its own: says so');
});

test('a time-out ends the program and what it started, and the next call has another', { timeout: 60_000 }, async () => {
  await using ray = await host();
  const executor = ray.executors.get('odd');
  await executor.operations();
  const pids = path.join(folder, 'timed-out');
  await expect(executor.execute({ operation: 'spin', parameters: { pids } }, { timeoutMs: 1000 })).rejects.toThrow(TaskTimeoutError);
  const processes = fs.readFileSync(pids, 'utf8').split(' ').map(Number);
  expect(processes).toHaveLength(2);
  await until(() => processes.every((pid) => !lives(pid)));
  await executor.execute({ operation: 'echo' });
});

test('nothing of it outlives the runtime', { timeout: 60_000 }, async () => {
  const ray = await host();
  const pids = path.join(folder, 'left');
  const call = ray.executors.get('odd').execute({ operation: 'spin', parameters: { pids } });
  call.catch(() => {});
  await until(() => fs.existsSync(pids) && /\d \d/.test(fs.readFileSync(pids, 'utf8')));
  const processes = fs.readFileSync(pids, 'utf8').split(' ').map(Number);
  expect(processes.every(lives)).toBe(true);
  await ray.shutdown();
  await until(() => processes.every((pid) => !lives(pid)));
});

test('a program that ends is told with its last words, and the next call has another', { timeout: 60_000 }, async () => {
  await using ray = await host(odd({ recovery: { crashes: 5 } }));
  const executor = ray.executors.get('odd');
  const end = (parameters: object) => executor.execute({ operation: 'end', parameters: { ...parameters } });
  const words = 'it said:\nthese are my last words';
  await expect(end({ code: 3 })).rejects.toThrow(`Executor "odd" trapped: its program ended with exit code 3; ${words}`);
  await expect(end({ signal: 'SIGABRT' })).rejects.toThrow(`its program was ended by SIGABRT; ${words}`);
  await expect(end({ code: 0 })).rejects.toBeInstanceOf(ExecutorFaultError);
  await executor.execute({ operation: 'echo' });
});

test('a program that ends again and again is left alone for a while', { timeout: 60_000 }, async () => {
  await using ray = await host(odd({ recovery: { crashes: 2 } }));
  const end = () => ray.executors.get('odd').execute({ operation: 'end', parameters: { code: 1 } });
  for (let i = 0; i < 2; i++) await expect(end()).rejects.toBeInstanceOf(ExecutorFaultError);
  await expect(end()).rejects.toBeInstanceOf(ExecutorUnavailableError);
});

test.each([
  ['kind', 'its answer is none: Invalid values.n: must be an integer, is a string'],
  ['value', '"lie" answered with a value "m", which it does not declare'],
  ['output', 'Operation "lie" answered with output "z" of type fp64, which it does not declare'],
  ['type', 'Operation "lie" answered with output "y" of type u8, which it does not declare'],
  ['too few bytes', 'its body has 8 bytes, too few for output "y"'],
  ['too many bytes', 'its body has 16 bytes, its outputs 8'],
  ['no JSON', 'it answered with a header that is no JSON'],
  ['another id', /it answered to \d+, and was asked \d+/],
  ['no frame', 'it wrote "Reading the file" to its standard output, where only frames may be'],
])('a lie is an error, and the next call works: %s', async (about, message) => {
  await using ray = await host();
  const executor = ray.executors.get('odd');
  const lie = executor.execute({ operation: 'lie', parameters: { about } });
  await expect(lie).rejects.toThrow(message);
  await expect(lie).rejects.toBeInstanceOf(ExecutorFaultError);
  await executor.execute({ operation: 'echo' });
});

test('requests and answers have limits, which cost nothing', { timeout: 60_000 }, async () => {
  await using ray = await host(odd({ limits: { requestBytes: 1000, responseBytes: 5000 } }));
  const executor = ray.executors.get('odd');
  await expect(executor.execute({ operation: 'echo', inputs: { x: new Uint8Array(1001) } })).rejects.toThrow(LimitExceededError);
  for (const [about, found] of [
    ['a large body', 2 ** 40],
    ['a large header', 0xffff_ffff],
  ] as const) {
    const lie = executor.execute({ operation: 'lie', parameters: { about } });
    await expect(lie).rejects.toMatchObject({ name: 'LimitExceededError', limit: 'responseBytes', allowed: 5000, found });
  }
  await executor.execute({ operation: 'echo' });
});

test.each([
  ['by another name', 'it calls its name "even", and "odd" was expected'],
  ['by another version', 'it calls its version "2.0.0", and "1.0.0" was expected'],
  ['with a kind that there is not', 'operations[0].parameters[0].kind: Invalid option'],
  ['with a default that is none', 'Invalid the default of x: must be an integer, is 1.5'],
  ['not at all', 'it said nothing within 500 ms'],
])('what describes itself wrongly is never asked anything: %s', async (how, message) => {
  await using ray = await init({ numWorkers: 1, allowNative: true });
  const startTimeoutMs = how === 'not at all' ? 500 : 30_000;
  const load = ray.executors.load(odd({ startTimeoutMs }, how));
  await expect(load).rejects.toBeInstanceOf(ExecutorLoadError);
  await expect(load).rejects.toThrow(message);
});

test('a program that is not there is left alone for a while', { timeout: 60_000 }, async () => {
  await using ray = await init({ numWorkers: 1, allowNative: true, executors: { odd: odd({ command: '/nowhere/odd', args: [] }) } });
  const call = () => ray.executors.get('odd').execute({ operation: 'echo' });
  await expect(call()).rejects.toThrow(/\/nowhere\/odd.*not found/s);
  await expect(call()).rejects.toBeInstanceOf(ExecutorUnavailableError);
});

test('it is given no secrets, but what it was promised', async () => {
  process.env['SOME_TOKEN'] = 'secret';
  await using ray = await host(odd({ cwd: folder, env: { ANSWER: '42' } }));
  const { values } = await ray.executors.get('odd').execute({ operation: 'environment' });
  expect(values['variables']).toContain('ANSWER');
  expect(values['variables']).toContain('PATH');
  expect(values['variables']).not.toContain('SOME_TOKEN');
  expect(values['folder']).toBe(fs.realpathSync(folder));
});

test('what was prepared is prepared again in the next program', { timeout: 60_000 }, async () => {
  await using ray = await host();
  const executor = ray.executors.get('odd');
  await executor.prepare([{ operation: 'remember', parameters: { text: 'this' } }]);
  const recall = async () => (await executor.execute({ operation: 'recall' })).values['text'];
  expect(await recall()).toBe('this');
  await expect(executor.execute({ operation: 'end', parameters: { code: 1 } })).rejects.toThrow('exit code 1');
  expect(await recall()).toBe('this');
});

test('calls that are to leave nothing to each other have a program each', { timeout: 60_000 }, async () => {
  await using ray = await host(odd({ limits: { reuse: 'fresh' } }));
  const executor = ray.executors.get('odd');
  const pid = async () => (await executor.execute({ operation: 'environment' })).values['pid'] as number;
  const first = await pid();
  expect(await pid()).not.toBe(first);
  await until(() => !lives(first));
});

test.each([
  [{ name: 'Odd' }, 'options.name must be small letters, digits and hyphens, is "Odd"'],
  [{ version: '1' }, 'options.version must be a semantic version such as "1.2.3", is "1"'],
  [{ command: '' }, 'options.command must be a text without NUL, is ""'],
  [{ args: ['a', 1] }, 'options.args[1] must be a text without NUL, is 1'],
  [{ env: { 'A=B': '' } }, 'options.env has a name that no variable can have: "A=B"'],
  [{ startTimeoutMs: 0 }, 'options.startTimeoutMs must be from 1 to 2^31 - 1, is 0'],
  [{ limits: { memoryBytes: 65_536 } }, 'options.limits.memoryBytes cannot be given: it holds components, and no program'],
  [{ shell: true }, 'options.shell is unknown'],
])('bad options are told by their place: %j', (more, message) => {
  expect(() => odd(more as never)).toThrow(message);
});
