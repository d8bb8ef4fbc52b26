import type { TensorType } from 'polyray';
import { expect, test } from 'vitest';
import { makeTensor, numbersOf, parseShape } from './make-tensor.ts';

const types: readonly TensorType[] = [
  ...(['bool', 'u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'u64', 'i64'] as const),
  ...(['fp16', 'bf16', 'fp32', 'fp64', 'complex64', 'complex128'] as const),
];
const make = (type: TensorType, dimensions: readonly number[], fill: 'counting' | 'these numbers', numbers: readonly number[] = []) =>
  makeTensor(type, dimensions, fill, numbers, 'inputs.x') as Parameters<typeof numbersOf>[0];

test.each(types)('a tensor of %s is made of numbers, and read back as such, as far as somebody wants', (type) => {
  const complex = type.startsWith('complex');
  const numbers = type === 'bool' ? [1, 0, 1] : [1, 0, 2];
  const tensor = make(type, [3], 'these numbers', complex ? numbers.flatMap((number) => [0.6 * number, 0.8 * number]) : numbers);
  expect(Array.from(numbersOf(tensor, 10))).toEqual(complex ? numbers.map((number) => expect.closeTo(number, 6)) : numbers);
  expect(numbersOf(tensor, 2)).toHaveLength(2);
  const counted = Array.from(numbersOf(make(type, [2, 2], 'counting'), 10));
  const parts = type === 'bool' ? [0, 1, 0, 1] : [0, 1, 2, 3];
  expect(counted).toEqual(complex ? [0, 2, 4, 6].map((i) => expect.closeTo(Math.hypot(i, i + 1), 5)) : parts);
});

test('what would take long is not made', () => {
  expect(parseShape('1024, 1024', 'inputs.x')).toEqual([1024, 1024]);
  expect(() => parseShape('1024, 1025', 'inputs.x')).toThrow('makes 1049600 elements; this page makes 1048576 at most');
});
