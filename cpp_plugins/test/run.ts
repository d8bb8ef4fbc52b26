// Compiles the algorithms with the system's g++ and FFTW, and compares them with the golden files and the refusals of
// test/oracle. Needs g++ 12 or later and FFTW 3 (Debian: g++, libfftw3-dev); fails where either is missing.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type GoldenAnswer, type GoldenCase, goldenCases, goldenDifferences } from '../../test/oracle/golden.ts';
import { refusals } from '../../test/oracle/refusals.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

// g++ 12 does not see a constant where clang does; constinit is a check and changes no code
const standard = ['-std=c++20', '-Wall', '-Wextra', '-Werror', '-Dconstinit='];

/** Compiles the program into `directory`, with the address and undefined-behaviour checks where `checked`. */
function compile(directory: string, checked: boolean): string {
  const program = path.join(directory, checked ? 'checked' : 'fast');
  const sources = fs.readdirSync(path.join(root, 'src')).filter((name) => name.endsWith('.cpp') && name !== 'fft_portable.cpp');
  const flags = checked ? ['-O1', '-g', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'] : ['-O3', '-ffp-contract=off'];
  const files = [...sources.map((name) => path.join(root, 'src', name)), path.join(root, 'test/run_case.cpp')];
  const objects = files.map((file) => {
    const object = path.join(directory, `${path.basename(file)}${checked ? '.checked' : ''}.o`);
    const strict = file.includes(`${path.sep}src${path.sep}`) ? ['-fno-exceptions', '-fno-rtti'] : [];
    run('g++', [...standard, ...flags, ...strict, '-I', path.join(root, 'include'), '-c', file, '-o', object]);
    return object;
  });
  run('g++', [...flags, ...objects, '-lfftw3', '-lfftw3f', '-o', program]);
  return program;
}

function run(command: string, args: readonly string[], input?: Uint8Array): Buffer {
  const { status, stdout, stderr, error } = spawnSync(command, args, { ...(input && { input }), maxBuffer: 2 ** 28 });
  if (error) throw new Error(`Cannot start "${command}": ${error.message}`);
  if (status !== 0) throw new Error(`Cannot run "${command}": it ended with ${status}\n${stderr.toString()}`);
  return stdout;
}

type Request = Pick<GoldenCase, 'operation' | 'parameters' | 'inputs'>;

/** The answer of the program, or the place that it refuses. */
function execute(program: string, { operation, parameters, inputs: { signal } }: Request): GoldenAnswer | string {
  const lines = [`operation ${operation}`, ...Object.entries(parameters).map(([name, value]) => `parameter ${name} ${value}`)];
  lines.push(`signal ${signal instanceof Float32Array ? 'fp32' : 'fp64'} ${signal.length}`, '');
  return parse(run(program, [], Buffer.concat([Buffer.from(lines.join('\n')), Buffer.from(signal.buffer)])));
}

function parse(bytes: Buffer): GoldenAnswer | string {
  const values: Record<string, number | boolean> = {};
  const outputs: Record<string, { type: string; dimensions: number[]; data: Float64Array | Float32Array }> = {};
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf('\n', at);
    const [kind, name = '', type = '', ...sizes] = bytes.toString('utf8', at, end).split(' ');
    at = end + 1;
    if (kind === 'invalid') return name;
    if (kind === 'value') values[name] = name === 'resolved' ? type === '1' : Number(type);
    if (kind !== 'output') continue;
    const dimensions = sizes.map(Number);
    const count = dimensions.reduce((product, size) => product * size, 1);
    const data = new (type === 'fp32' ? Float32Array : Float64Array)(count);
    new Uint8Array(data.buffer).set(bytes.subarray(at, at + data.byteLength));
    at += data.byteLength;
    outputs[name] = { type, dimensions, data };
  }
  return { values, outputs };
}

function check(program: string): { checks: number; failures: string[] } {
  const cases = goldenCases();
  const failures = cases.flatMap((golden) => {
    const answer = execute(program, golden);
    const differences = typeof answer === 'string' ? [`it is refused at ${answer}`] : goldenDifferences(golden, answer);
    return differences.map((difference) => `${golden.operation}, ${golden.name}: ${difference}`);
  });
  for (const refusal of refusals) {
    const answer = execute(program, refusal);
    if (answer !== refusal.path) {
      failures.push(
        `${refusal.operation}, ${refusal.why}: ${typeof answer === 'string' ? answer : 'it is answered'} instead of ${refusal.path}`,
      );
    }
  }
  return { checks: cases.length + refusals.length, failures };
}

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-native-'));
try {
  for (const checked of [false, true]) {
    const { checks, failures } = check(compile(directory, checked));
    for (const failure of failures) console.error(failure);
    console.log(`${checked ? 'with sanitizers' : 'optimized'}: ${checks - new Set(failures).size} of ${checks} checks agree`);
    if (failures.length > 0) process.exitCode = 1;
  }
  if (process.argv.includes('--time')) {
    for (const { name, ...golden } of goldenCases('bearing.evidence').filter(({ inputs }) => inputs.signal.length > 10_000)) {
      const answer = execute(path.join(directory, 'fast'), { ...golden, parameters: { ...golden.parameters, repeat: 10 } });
      console.log(`${name}: ${typeof answer === 'string' ? answer : answer.values['milliseconds']} ms`);
    }
  }
} finally {
  fs.rmSync(directory, { recursive: true });
}
