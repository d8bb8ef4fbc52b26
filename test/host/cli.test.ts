import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeNpy, encodeNpy } from '../../runtime/files/npy.ts';
import { polyray, polyrayIn, root } from './polyray.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'polyray-cli-'));
  await writeFile(path.join(folder, 'x.npy'), encodeNpy({ type: 'fp64', dimensions: [4], data: Float64Array.of(1, 2, 3, 4) }));
});
afterAll(() => rm(folder, { recursive: true }));

const file = (name: string) => path.join(folder, name);

describe('polyray call', () => {
  test('gives values on standard output and tensors as files', async () => {
    const parameters = JSON.stringify({ source: 'def main(x, k):\n    return (memoryview(x), k + 1)', arguments: [41] });
    const { code, stdout } = await polyray('call', 'python', 'run', '-p', parameters, '-i', `a=${file('x.npy')}`, '-o', file('out'));
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ result: 42, stdout: '' });
    const tensor = decodeNpy('a.npy', new Uint8Array(await readFile(path.join(folder, 'out/a.npy'))));
    expect(tensor).toEqual({ type: 'fp64', dimensions: [4], data: Float64Array.of(1, 2, 3, 4) });
  });

  test('tells what goes on where that is asked for', async () => {
    const request = ['call', 'cpp', 'signal.fft', '-p', '{"kind":"r2c"}', '-i', `signal=${file('x.npy')}`];
    const { code, stderr } = await polyray(...request, '--log', 'json', '--log-level', 'debug');
    expect(code).toBe(0);
    const events = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events[0]).toMatchObject({ level: 'info', event: 'executor-loaded', executor: 'cpp', trust: 'sealed', grants: [] });
    expect(events).toContainEqual(expect.objectContaining({ level: 'debug', event: 'worker-started', pool: 'cpp' }));
    expect((await polyray(...request, '--log', 'text')).stderr).toContain('executor-loaded  executor cpp');
    expect((await polyray(...request)).stderr).toBe('');
  });

  test('complex tensors go in and come out', async () => {
    await writeFile(file('z.npy'), encodeNpy({ type: 'complex128', dimensions: [2], data: Float64Array.of(1, 0, 0, 0) }));
    const { code, stdout } = await polyray('call', 'cpp', 'signal.fft', '-i', `signal=${file('z.npy')}`, '-o', file('fft'), '--json');
    expect(code).toBe(0);
    const { outputs } = JSON.parse(stdout);
    expect(outputs.spectrum).toMatchObject({ type: 'complex128', dimensions: [2] });
    expect(decodeNpy('s', new Uint8Array(await readFile(outputs.spectrum.file))).data).toEqual(Float64Array.of(1, 0, 1, 0));
  });

  test.each<[string[], number, string]>([
    [['call', 'python', 'run'], 2, 'Invalid parameters.source: is required'],
    [['call', 'python', 'walk'], 2, 'executor "python" has no "walk"; it has run'],
    [['call', 'fortran', 'run'], 2, 'Cannot find executor "fortran": installed are '],
    [['call', 'python', 'run', '-p', '{'], 2, '--parameters is not JSON'],
    [['call', 'python', 'run', '-p', '[]'], 2, '--parameters must be a JSON object'],
    [['call', 'python', 'run', '-i', 'x'], 2, '--input must be NAME=FILE'],
    [['call', 'python', 'run', '-i', 'a=/nowhere.npy'], 2, 'Cannot read "/nowhere.npy": there is no such file'],
    [['call', 'python', 'run', '-p', '{"source":"def main(): return 1/0"}'], 1, 'ZeroDivisionError'],
    [['call', 'python', 'run', '-p', '{"source":"def main(:"}'], 1, 'SyntaxError'],
    [
      ['call', 'python', 'run', '--timeout', '400', '-p', '{"source":"def main():\\n  while True: pass"}'],
      3,
      'did not finish within 400 ms',
    ],
    [['call', 'python', 'run', '--timeout', 'soon'], 2, '--timeout must be a number above 0'],
    [['call'], 2, "Missing required argument 'executor'"],
    [['cal'], 2, '(Did you mean call?)'],
  ])('%j ends with %i', async (args, code, message) => {
    const result = await polyray(...args);
    expect(result.stderr).toContain(message);
    expect(result.stderr).not.toMatch(/^\s+at /m); // no stack of ours
    expect(result.code).toBe(code);
    expect(result.stdout).toBe('');
  });
});

describe('polyray run', () => {
  const pipeline = {
    name: 'double',
    inputs: { signal: {} },
    parameters: { factor: { default: 2 } },
    stages: [
      {
        name: 'rule',
        executor: 'python',
        operation: 'run',
        parameters: { source: { file: 'rule.py' }, arguments: { factor: { from: 'parameters.factor' } } },
        inputs: { a: 'inputs.signal' },
      },
    ],
    outputs: { sum: 'stages.rule.values.result' },
  };
  test('runs a pipeline with files beside it', async () => {
    await writeFile(file('rule.py'), 'def main(x, factor):\n    return sum(x) * factor\n');
    await writeFile(file('pipeline.json'), JSON.stringify(pipeline));
    const { code, stdout, stderr } = await polyray('run', file('pipeline.json'), '-i', `signal=${file('x.npy')}`, '-p', '{"factor": 10}');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ sum: 100 });
  });

  test.each<[string, string, string, number, string]>([
    ['no JSON', 'a.json', '{', 2, 'Cannot read'],
    ['no pipeline', 'b.json', '{}', 2, 'Invalid pipeline at name'],
    ['another kind of file', 'c.exe', '', 2, '".exe" is neither .json nor .py'],
    [
      'a cycle',
      'd.json',
      JSON.stringify({ ...pipeline, stages: [{ ...pipeline.stages[0], inputs: { a: 'stages.rule.outputs.a' } }] }),
      2,
      'wait for each other: rule -> rule',
    ],
    [
      'a missing file',
      'e.json',
      JSON.stringify({ ...pipeline, stages: [{ ...pipeline.stages[0], parameters: { source: { file: 'none.py' } } }] }),
      2,
      'stages[0].parameters.source.file: cannot read "none.py"',
    ],
    [
      'a wrong rule',
      'f.json',
      JSON.stringify({ ...pipeline, stages: [{ ...pipeline.stages[0], parameters: { source: 'def main(x, factor) return 1' } }] }),
      1,
      'Stage "rule" failed',
    ],
  ])('%s gives one clear message', async (_, name, text, code, message) => {
    await writeFile(file(name), text);
    await writeFile(file('rule.py'), 'def main(x, factor):\n    return 1\n');
    const result = await polyray('run', file(name), '-i', `signal=${file('x.npy')}`);
    expect(result.stderr).toContain(message);
    expect(result.stderr).not.toMatch(/^\s+at /m);
    expect(result.code).toBe(code);
  });
});

test.each<[string[], number, string]>([
  [['--timeout', '400'], 3, 'endless.json" did not finish within 400 ms'],
  [['--workers', '0'], 2, '--workers must be a whole number from 1 to 1024, is "0"'],
])('polyray run %j ends with %i', async (args, code, message) => {
  const stage = { name: 'a', executor: 'python', operation: 'run', parameters: { source: 'def main():\n  while True: pass' } };
  // with a byte-order mark, as some editors write it
  await writeFile(file('endless.json'), `\ufeff${JSON.stringify({ name: 'endless', stages: [stage] })}`);
  const result = await polyray('run', file('endless.json'), ...args);
  expect(result.stderr).toContain(message);
  expect(result.code).toBe(code);
});

test('what is installed and not built is listed as such, and named where it is asked for', async () => {
  const unbuilt = file('node_modules/polyray-unbuilt');
  await mkdir(unbuilt, { recursive: true });
  const manifest = {
    name: 'polyray-unbuilt',
    type: 'module',
    exports: './index.js',
    files: ['index.js'],
    polyray: { executor: 'unbuilt' },
  };
  await writeFile(path.join(unbuilt, 'package.json'), JSON.stringify(manifest));
  await writeFile(
    path.join(unbuilt, 'index.js'),
    "export const unbuilt = { name: 'unbuilt', version: '1.0.0', trust: 'sealed', builds: [] };",
  );
  const listed = await polyrayIn(folder, 'executors');
  expect(listed.stdout).toMatch(/^ml 0\.1\.0 .*^Not built: .*unbuilt.* \(npm run build -- --only .*unbuilt/ms);
  const called = await polyrayIn(folder, 'call', 'unbuilt', 'run');
  expect(called.stderr).toContain('Cannot load executor "unbuilt": it is not built; `npm run build -- --only unbuilt` builds it');
  expect(called.code).toBe(1);
});

test('polyray executors lists what is installed', async () => {
  const { code, stdout } = await polyray('executors', '--json');
  expect(code).toBe(0);
  const list = JSON.parse(stdout) as { name: string; trust: string; imports: string[]; operations: { name: string }[] }[];
  // those of other toolchains too, where they were built
  const known = list.filter(({ name }) => ['cpp', 'ml', 'python'].includes(name));
  expect(known.map(({ name, trust, imports }) => [name, trust, imports])).toEqual([
    ['cpp', 'sealed', []],
    ['ml', 'sealed', []],
    ['python', 'trusted', ['polyray:python/interpreter@0.1.0']],
  ]);
  expect(list.flatMap(({ operations }) => operations.map(({ name }) => name))).toContain('signal.welch');
});

test('help names every command and shows examples', async () => {
  const { code, stdout } = await polyray('--help');
  expect(code).toBe(0);
  for (const command of ['call', 'executors', 'run']) expect(stdout).toContain(command);
  expect((await polyray('call', '--help')).stdout).toContain('Examples:');
});

test('a program that does not shut down ends all the same', async () => {
  const program = `import { init } from '${path.join(root, 'dist/index.js')}'; import { python } from '${path.join(root, 'components/python/index.js')}';
    const ray = await init({ numWorkers: 1, executors: { python } });
    console.log((await ray.executors.get('python').execute({ operation: 'run', parameters: { source: 'def main(): return 7' } })).values.result);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
});
