import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { TensorType } from '../../../../runtime/executor/contract.ts';
import { layouts, tensorTypes } from '../../../../runtime/executor/tensor.ts';
import { type Executor, read, refusal, runRequest, tensor } from '../executor.ts';
import type { PythonSubject } from './subject.ts';

/** How tensors go in and come out. */
export function tensorsSuite(subject: PythonSubject): void {
  let executor: Executor;
  beforeAll(async () => {
    executor = await subject.start();
  });
  const run = (...call: Parameters<typeof runRequest>) => read(executor.execute(runRequest(...call)));

  const formats: Record<TensorType, string> = {
    bool: '?',
    u8: 'B',
    i8: 'b',
    u16: 'H',
    i16: 'h',
    u32: 'I',
    i32: 'i',
    u64: 'Q',
    i64: 'q',
    fp16: 'e',
    bf16: 'H',
    fp32: 'f',
    fp64: 'd',
    complex64: 'f',
    complex128: 'd',
  };
  const echo = `
from polyray_executor import Tensor
def main(a, type):
    described = [a.format, a.shape, a.itemsize, a.readonly, a.c_contiguous, a.nbytes]
    shape = a.shape[:-1] if type.startswith("complex") else a.shape
    return Tensor(a, type, shape), described
`;

  describe('every type', () => {
    const empty = [
      [0, 3],
      [3, 0],
      [2, 0, 3],
      [0, 0],
    ];
    const shapes = [[], [1], [5], [2, 3], [1, 1, 4], [2, 1, 3, 2], [0], ...(subject.ctypes ? empty : [])];
    test.each(tensorTypes)('%s of every rank goes in and comes out', (type) => {
      const complex = type.startsWith('complex');
      for (const dimensions of shapes) {
        if (dimensions.includes(0) && complex && !subject.ctypes) continue;
        const elements = dimensions.reduce((product, size) => product * size, 1);
        const data = Uint8Array.from({ length: elements * layouts[type].bytes }, (_, index) => (type === 'bool' ? index % 2 : index * 37));
        const given = tensor(type, dimensions, data);
        const { result, outputs } = run(echo, { inputs: { a: given }, arguments: [type] });
        const shape = complex ? [...dimensions, 2] : dimensions;
        const size = layouts[type].bytes / (complex ? 2 : 1);
        expect(result).toEqual([formats[type], shape, size, true, true, data.length]);
        expect(outputs).toEqual({ a: given });
      }
    });

    test('holds its values', () => {
      const source = 'def main(*tensors): return [t.tolist() for t in tensors]';
      const inputs = {
        a: tensor('fp64', [2, 2], Float64Array.of(1.5, -0, 1e300, 5e-324)),
        b: tensor('fp16', [2], Uint16Array.of(0x3c00, 0xc500)),
        c: tensor('i64', [1, 2], BigInt64Array.of(-5n, 2n ** 50n)),
        d: tensor('complex64', [1], Float32Array.of(0.5, -2)),
        e: tensor('bool', [], Uint8Array.of(1)),
        f: tensor('bf16', [1], Uint16Array.of(0x3f80)),
      };
      expect(run(source, { inputs }).result).toEqual([
        [
          [1.5, -0],
          [1e300, 5e-324],
        ],
        [1, -5],
        [[-5, 2 ** 50]],
        [[0.5, -2]],
        true,
        [0x3f80],
      ]);
    });

    test('keeps NaN payloads and infinities bit by bit', () => {
      const bits = BigUint64Array.of(0x7ff8000000000000n, 0xfff8000000000123n, 0x7ff0000000000000n, 0x8000000000000000n);
      const { outputs, result } = run('import math\ndef main(a): return a, [math.isnan(x) for x in a]', {
        inputs: { a: tensor('fp64', [4], bits) },
      });
      expect(outputs['a']).toEqual(tensor('fp64', [4], bits));
      expect(result).toEqual([true, true, false, false]);
    });

    test('survives any shape and content', () => {
      const shape = fc.array(fc.integer({ min: subject.ctypes ? 0 : 1, max: 5 }), { maxLength: 4 });
      const property = fc.property(fc.constantFrom(...tensorTypes), shape, fc.nat({ max: 255 }), (type, dimensions, first) => {
        const elements = dimensions.reduce((product, size) => product * size, 1);
        const data = Uint8Array.from({ length: elements * layouts[type].bytes }, (_, index) => (type === 'bool' ? 1 : first + index * 13));
        const given = tensor(type, dimensions, data);
        expect(run(echo, { inputs: { a: given }, arguments: [type] }).outputs).toEqual({ a: given });
      });
      fc.assert(property, { seed: 20_260, numRuns: 200 });
    });
  });

  describe('what a function returns', () => {
    test.each([
      ['array.array("f", [1, 2])', 'fp32', [2], Float32Array.of(1, 2)],
      ['array.array("d", [])', 'fp64', [0], new Float64Array(0)],
      ['array.array("l", [-1])', 'i32', [1], Int32Array.of(-1)],
      ['array.array("L", [1])', 'u32', [1], Uint32Array.of(1)],
      ['b"abc"', 'u8', [3], Uint8Array.of(97, 98, 99)],
      ['bytearray(2)', 'u8', [2], new Uint8Array(2)],
      ['memoryview(bytes(8)).cast("h", [2, 2])', 'i16', [2, 2], new Int16Array(4)],
      ['memoryview(bytes(range(6)))[::2]', 'u8', [3], Uint8Array.of(0, 2, 4)],
      ['memoryview(array.array("i", range(4)))[::-1]', 'i32', [4], Int32Array.of(3, 2, 1, 0)],
      ...(subject.ctypes ? ([['(__import__("ctypes").c_float * 2 * 1)()', 'fp32', [1, 2], new Float32Array(2)]] as const) : []),
      ['Tensor(bytes(6), "bf16", [3])', 'bf16', [3], new Uint8Array(6)],
      ['Tensor(array.array("d", [1, 2]), "complex128", [])', 'complex128', [], Float64Array.of(1, 2)],
      ['Tensor(memoryview(bytes(16)).cast("f", [2, 2]), "complex64")', 'complex64', [2], new Float32Array(4)],
      ['Tensor(array.array("d", range(6)), dimensions=[2, 3])', 'fp64', [2, 3], Float64Array.of(0, 1, 2, 3, 4, 5)],
      ['Tensor(b"\\x01", "bool")', 'bool', [1], Uint8Array.of(1)],
    ] as const)('%s', (expression, type, dimensions, data) => {
      const source = `import array\nfrom polyray_executor import Tensor\ndef main(): return ${expression}`;
      expect(run(source)).toEqual({ result: null, stdout: '', outputs: { a: tensor(type, dimensions, data) } });
    });

    test('a tuple names its tensors in order and has room for one other item', () => {
      const source = 'def main(): return b"1", {"level": 3}, b"22", b"333"';
      const { result, outputs } = run(source);
      expect(result).toEqual({ level: 3 });
      expect(Object.entries(outputs).map(([name, { data }]) => [name, data.length])).toEqual([
        ['a', 1],
        ['b', 2],
        ['c', 3],
      ]);
      expect(Object.keys(run('def main(): return (b"",) * 8').outputs).join('')).toBe('abcdefgh');
    });

    test.each([
      ['(b"", 1, "x")', 'Cannot return "int" and "str" beside tensors'],
      ['(b"",) * 9', 'Cannot return 9 tensors: there are 8 outputs'],
      ['array.array("w", "ab")', 'format "w"'],
      ['[b"inside a list"]', 'type bytes is not JSON serializable'],
    ])('%s fails', (expression, message) => {
      const error = refusal(() => run(`import array\ndef main(): return ${expression}`));
      expect(error).toMatchObject({ tag: 'failed', val: expect.stringContaining(message) });
    });

    test.each([
      ['Tensor(b"abc", "fp32", [1])', 'takes 4'],
      ['Tensor(b"abc", "fp8")', 'type "fp8"'],
      ['Tensor(bytes(8), "fp32")', 'its dimensions are not given'],
      ['Tensor(b"", dimensions=[-1])', '32-bit size'],
      ['Tensor(b"", "fp32", [2**40, 0])', '32-bit size'],
      ['Tensor("text")', 'bytes-like object is required'],
    ])('%s is an error where it is made', (expression, message) => {
      const error = refusal(() => run(`from polyray_executor import Tensor\ndef main():\n    return ${expression}`));
      const text = error.tag === 'failed' ? error.val : '';
      expect(text).toContain(message);
      expect(text).toContain('File "<rule>", line 3, in main');
      expect(text).not.toContain('polyray_executor/');
    });
  });

  describe('large tensors', () => {
    test('64 MB go in and come out', () => {
      const data = new Float64Array(8 << 20).map((_, index) => index);
      const source = 'def main(a): return a, [len(a), a[0], a[-1]]';
      const { result, outputs } = run(source, { inputs: { a: tensor('fp64', [data.length], data) } });
      expect(result).toEqual([data.length, 0, data.length - 1]);
      const { data: bytes } = outputs['a']!;
      expect(Buffer.compare(bytes, new Uint8Array(data.buffer))).toBe(0);
    });

    test('outputs are whole even where making them makes the memory grow', () => {
      const source = 'def main(n): return tuple(memoryview(bytes([k]) * n)[::1 if k else -1] for k in range(8))';
      const { outputs } = run(source, { arguments: [20 << 20] });
      for (const [index, { data }] of Object.values(outputs).entries()) {
        expect(data.length).toBe(20 << 20);
        expect([data[0], data[data.length - 1]]).toEqual([index, index]);
      }
    });
  });
}
