// Values between JavaScript and Python, with CPython as the judge of both pickles.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { python } from '../../components/python/index.js';
import { init, type RemoteFunction } from '../../runtime/index.ts';

let ray: Awaited<ReturnType<typeof init>>;
let same: RemoteFunction<unknown[], unknown>;
let text: RemoteFunction<unknown[], unknown>;
beforeAll(async () => {
  ray = await init({ numWorkers: 1, executors: { python } });
  same = ray.python.remote('def same(x): return x', 'same') as never;
  text = ray.python.remote('def text(x): return repr(x)', 'text') as never;
});
afterAll(() => ray.shutdown());

const seed = 20_261_125;

test(`what Python is given and gives back is the same (seed ${seed})`, async () => {
  const leaf = fc.oneof(
    fc.boolean(),
    fc.constant(null),
    fc.double(),
    fc.maxSafeInteger(),
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 200n }),
    fc.string({ unit: 'grapheme' }),
    fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') }),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.float64Array({ maxLength: 2000 }),
      fc.int32Array({ maxLength: 200 }),
      fc.array(tie('tree'), { maxLength: 5 }),
      fc.dictionary(fc.string(), tie('tree'), { maxKeys: 5, noNullPrototype: true }),
    ),
  }));
  const values = fc.sample(tree, { seed, numRuns: 500 });
  const back = await ray.get(values.map((value) => same.remote(value)));
  for (const [i, value] of values.entries()) expect(back[i]).toEqual(value);
});

test.each<[unknown, string]>([
  [1, '1'],
  [1.5, '1.5'],
  [-0, '-0.0'],
  [Number.NaN, 'nan'],
  [2n ** 70n, String(2n ** 70n)],
  [undefined, 'None'],
  ['é\u{1f600}', "'é😀'"],
  [[1, [2]], '[1, [2]]'],
  [{ a: { b: true } }, "{'a': {'b': True}}"],
  [new Map([[1, 2]]), '{1: 2}'],
  [new Set([1]), '{1}'],
  [new Date(86_400_500), 'datetime.datetime(1970, 1, 2, 0, 0, 0, 500000, tzinfo=datetime.timezone.utc)'],
])('%o is %s in Python', async (value, expected) => {
  expect(await ray.get(text.remote(value))).toBe(expected);
});

test('arrays are memoryviews of their type and shape, large ones too', async () => {
  const describe = ray.python.remote('def describe(x): return [type(x).__name__, x.format, x.shape, x.readonly]', 'describe');
  expect(await ray.get(describe.remote(new Float32Array(3)))).toEqual(['memoryview', 'f', [3], true]);
  expect(await ray.get(describe.remote(new BigInt64Array(100_000)))).toEqual(['memoryview', 'q', [100_000], true]);
  expect(await ray.get(describe.remote({ data: new Float64Array(6), dimensions: [2, 3] }))).toEqual(['memoryview', 'd', [2, 3], true]);
});

test.each([
  ['object()', 'builtins.object'],
  ['complex(1, 2)', 'builtins.complex'],
  ['__import__("decimal").Decimal(1)', 'decimal.Decimal'],
])('%s stays in Python: reading it elsewhere says what it is', async (code, name) => {
  const make = ray.python.remote(`def make(): return [${code}]`, 'make');
  const ref = make.remote();
  await expect(ray.get(ref)).rejects.toThrow(name);
  const kind = ray.python.remote('def kind(x): return type(x[0]).__name__', 'kind');
  expect(await ray.get(kind.remote(ref as never))).toBe(name.split('.').at(-1));
});

test.each([
  [() => {}, /args\[0\]|function/],
  [Symbol('x'), /symbol/],
  [new (class Point {})(), /Point/],
])('%o cannot be an argument', async (value, message) => {
  const given = async () => ray.get(same.remote(value));
  await expect(given()).rejects.toThrow(message);
});
