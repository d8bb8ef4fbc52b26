import fs from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import type { ExecuteRequest, ExecuteResponse } from '../../../runtime/executor/contract.ts';
import { python } from '../index.js';
import { type Executor, instantiate, refusal, tensor } from './executor.ts';

const { version } = JSON.parse(fs.readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

describe('the component alone', () => {
  let executor: Executor;
  let memory: WebAssembly.Memory;
  let answer: (request: ExecuteRequest) => ExecuteResponse;
  beforeEach(async () => {
    answer = ({ parameters, inputs }) => ({ values: parameters, outputs: inputs });
    const interpreter = { operations: () => [], execute: (request: ExecuteRequest) => answer(request) };
    ({ executor, memory } = await instantiate({ 'polyray:python/interpreter': interpreter }));
  });

  test('has one name and one version, everywhere', () => {
    expect(executor.name()).toBe(python.name);
    expect(executor.version()).toBe(version);
    expect(python.version).toBe(version);
    expect(executor.operations()).toEqual([]);
  });

  test('hands requests and responses on unchanged', () => {
    const request: ExecuteRequest = {
      operation: 'echo',
      parameters: [
        { name: 'b', value: { tag: 'boolean', val: true } },
        { name: 'i', value: { tag: 'integer', val: -(2n ** 63n) } },
        { name: 'n', value: { tag: 'number', val: -0 } },
        { name: 't', value: { tag: 'text', val: 'Wälzlager 🛞' } },
        { name: 'l', value: { tag: 'numbers', val: Float64Array.of(1.5, Number.NaN) } },
        { name: 'x', value: { tag: 'texts', val: ['', 'ä'] } },
      ],
      inputs: [{ name: 'a', tensor: tensor('complex128', [1, 0, 2], new Uint8Array(0)) }],
    };
    const { values, outputs } = executor.execute(request);
    expect(values).toEqual(request.parameters);
    expect(outputs).toEqual(request.inputs);
  });

  test('hands every error-code on, and lets other errors through', () => {
    const codes = [
      { tag: 'invalid', val: { path: 'inputs.a', message: 'is wrong' } },
      { tag: 'unsupported', val: { path: 'operation', message: 'is not here' } },
      { tag: 'out-of-memory' },
      { tag: 'failed', val: 'no' },
      { tag: 'internal', val: 'oh' },
    ];
    for (const payload of codes) {
      answer = () => {
        throw Object.assign(new Error(), { payload });
      };
      expect(refusal(() => executor.execute({ operation: '', parameters: [], inputs: [] }))).toEqual(payload);
    }
    answer = () => {
      throw new Error('the interpreter died');
    };
    expect(() => executor.execute({ operation: '', parameters: [], inputs: [] })).toThrow('the interpreter died');
  });

  test('grows for what is large and stays as it is over 10 000 calls', () => {
    const large = { operation: 'run', parameters: [], inputs: [{ name: 'a', tensor: tensor('u8', [3 << 20], new Uint8Array(3 << 20)) }] };
    expect(executor.execute(large).outputs[0]?.tensor.data.length).toBe(3 << 20);
    const before = memory.buffer.byteLength;
    expect(before).toBeLessThan(8 << 20);
    const small = { ...large, inputs: [{ name: 'a', tensor: tensor('u8', [1000], new Uint8Array(1000)) }] };
    for (let call = 0; call < 10_000; call++) executor.execute(small);
    for (let call = 0; call < 1_000; call++) executor.name() + executor.version() + executor.operations().length;
    for (let call = 0; call < 3; call++) executor.execute(large);
    expect(memory.buffer.byteLength).toBe(before);
  });
});

describe("the core's allocator", () => {
  type Realloc = (old: number, oldSize: number, alignment: number, size: number) => number;
  let realloc: Realloc;
  let reset: () => void;
  let memory: WebAssembly.Memory;
  beforeEach(async () => {
    const core = new WebAssembly.Module(fs.readFileSync(python.builds[0]!.core['python.core.wasm']!));
    const interpreter = { operations: () => undefined, execute: () => undefined };
    const { exports } = new WebAssembly.Instance(core, { 'polyray:python/interpreter@0.1.0': interpreter });
    realloc = exports['cabi_realloc'] as Realloc;
    reset = exports['cabi_post_polyray:compute/executor@0.1.0#execute'] as () => void;
    memory = exports['memory'] as WebAssembly.Memory;
  });

  test('aligns to 16 bytes whatever is asked', () => {
    for (let size = 0; size < 40; size++) expect(realloc(0, 0, 1, size) % 16).toBe(0);
  });

  test('keeps the content of what grows or shrinks', () => {
    const old = realloc(0, 0, 1, 5);
    new Uint8Array(memory.buffer).set([1, 2, 3, 4, 5], old);
    const grown = realloc(old, 5, 1, 100_000);
    expect([...new Uint8Array(memory.buffer, grown, 6)]).toEqual([1, 2, 3, 4, 5, 0]);
    const shrunk = realloc(grown, 100_000, 1, 2);
    expect([...new Uint8Array(memory.buffer, shrunk, 2)]).toEqual([1, 2]);
  });

  test('starts over after a call', () => {
    const first = realloc(0, 0, 1, 70_000);
    reset();
    expect(realloc(0, 0, 1, 1)).toBe(first);
  });

  test.each([0xffff_ffff, 0xffff_fff0, 0xffff_0000])('traps where memory ends: %i bytes', (size) => {
    realloc(0, 0, 1, 0x1_0000);
    expect(() => realloc(0, 0, 1, size)).toThrow(WebAssembly.RuntimeError);
  });
});
