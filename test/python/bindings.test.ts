// The operations of the executors as Python functions, against SciPy's answers and CPython's own mathematics.
import fs from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { cpp } from '../../components/cpp/index.js';
import { ml } from '../../components/ml/index.js';
import { python } from '../../components/python/index.js';
import { pythonModuleSource } from '../../runtime/executor/python-types.ts';
import { init, type ObjectRef, type Operation } from '../../runtime/index.ts';
import { type GoldenAnswer, goldenCases, goldenDifferences, goldenOperations } from '../oracle/golden.ts';
import { refusals } from '../oracle/refusals.ts';

const ray = await init({ numWorkers: 2, executors: { python, cpp, ml } });
afterAll(() => ray.shutdown());
const source = fs.readFileSync(new URL('bindings.py', import.meta.url), 'utf8');

async function ask<R>(name: string, ...args: unknown[]): Promise<R> {
  return (await ray.get(ray.python.remote(source, name).remote(...args) as never)) as R;
}

/** Where Python has an operation. */
function placeOf(operation: string, executor: string): [module: string, name: string] {
  const [group, ...rest] = operation.split('.');
  const [module, name] = rest.length > 0 ? [group!, rest.join('.')] : [executor, group!];
  return [module, name.replaceAll('-', '_')];
}

/** Results by field as an answer by declared name. */
function answerOf(results: Readonly<Record<string, unknown>>): GoldenAnswer {
  const entries = Object.entries(results).map(([name, value]) => [name.replaceAll('_', '-'), value] as const);
  const isTensor = (value: unknown) => typeof value === 'object' && value !== null;
  return {
    values: Object.fromEntries(entries.filter(([, value]) => !isTensor(value))),
    outputs: Object.fromEntries(entries.filter(([, value]) => isTensor(value))) as GoldenAnswer['outputs'],
  };
}

describe('every declared operation', async () => {
  const all = await Promise.all(
    ray.executors
      .list()
      .map(async (executor) => (await executor.operations()).map((operation) => ({ executor: executor.name, operation }))),
  );

  test.each(all.flat())('$operation.name is a function with what it declares', async ({ executor, operation }) => {
    const spelt = ({ name }: { readonly name: string }) => name.replaceAll('-', '_');
    const { positional, keywords, fields, doc } = await ask<{
      positional: string[];
      keywords: Record<string, unknown>;
      fields: string[];
      doc: string;
    }>('signature', ...placeOf(operation.name, executor));
    expect(positional).toEqual(operation.inputs.map(spelt));
    expect(Object.keys(keywords)).toEqual([...operation.parameters.map(spelt), 'timeout']);
    for (const spec of operation.parameters) expect(keywords[spelt(spec)], spec.name).toEqual(defaultOf(spec));
    expect(fields).toEqual([...operation.outputs, ...operation.values].map(spelt));
    const words = doc.replaceAll(/\s+/g, ' ');
    for (const { summary } of [operation, ...operation.inputs, ...operation.parameters, ...operation.values, ...operation.outputs])
      expect(words).toContain(summary.replaceAll(/\s+/g, ' '));
  });
});

/** As Python shows it; what has no plain literal is left to the executor. */
function defaultOf({ presence }: Operation['parameters'][number]): unknown {
  if (presence.tag === 'required') return 'required';
  if (presence.tag === 'optional' || !['boolean', 'integer', 'number', 'text'].includes(presence.val.tag)) return null;
  const { val } = presence.val;
  return typeof val === 'bigint' ? Number(val) : val;
}

describe.each(goldenOperations)('%s agrees with SciPy', (operation) => {
  test.each(goldenCases(operation))('$name', async (golden) => {
    for (const remote of [false, true]) {
      const results = await ask<Record<string, unknown>>(
        'call',
        ...placeOf(operation, 'cpp'),
        golden.inputs.signal,
        golden.parameters,
        remote,
      );
      expect(goldenDifferences(golden, answerOf(results)), remote ? 'by reference' : 'at once').toEqual([]);
    }
  });
});

test.each(refusals)('$operation refuses $path: $why', async ({ operation, parameters, inputs, path }) => {
  const [name, isValueError, message] = await ask<[string, boolean, string]>(
    'error_of',
    ...placeOf(operation, 'cpp'),
    inputs.signal,
    parameters,
  );
  expect([name, isValueError]).toEqual(['InvalidRequestError', true]);
  // the host may find an element of the list before the component finds the list
  expect(message.startsWith(`Invalid ${path}: `) || message.startsWith(`Invalid ${path}[`), message).toBe(true);
});

test.each<[string, unknown, object, string]>([
  ['text for a tensor', 'abc', {}, 'Invalid inputs.signal: must be a Tensor, an ObjectRef, an array or numbers in lists; is str'],
  ['an object', { a: 1 }, {}, 'Invalid inputs.signal: must be a Tensor, an ObjectRef, an array or numbers in lists; is dict'],
  ['text in a list', [1, 'a'], {}, 'Invalid inputs.signal: an element is of class str, not a number'],
  ['ragged lists', [[1], [1, 2]], {}, 'Invalid inputs.signal: its lists differ in length or depth on axis 1'],
  ['whole numbers', Int32Array.of(1, 2, 3), {}, 'Invalid inputs.signal.type: must be one of fp64, fp32; is i32'],
  [
    'a matrix',
    [
      [1, 2],
      [3, 4],
    ],
    {},
    'Invalid inputs.signal.dimensions: must have rank 1, has rank 2',
  ],
  ['an empty list', [], {}, 'Invalid inputs.signal.dimensions[0]: must not be 0'],
  ['None', null, {}, 'Invalid inputs.signal: is required'],
  ['NaN', [1, 2], { rate: Number.NaN }, 'Invalid parameters.rate: must be at least 0, is NaN'],
  ['text for a number', [1, 2], { rate: 'fast' }, 'Invalid parameters.rate: must be a number, is a string'],
  ['half a sample', [1, 2], { segment: 1.5 }, 'Invalid parameters.segment: must be an integer, is 1.5'],
  ['an unknown window', [1, 2], { window: 'kaiser' }, 'Invalid parameters.window: must be one of "hann", "hamming", "blackman", "boxcar"'],
])('signal.welch() refuses %s', async (_, signal, parameters, message) => {
  const [name, isValueError, said] = await ask<[string, boolean, string]>('error_of', 'signal', 'welch', signal, parameters);
  expect([name, isValueError, said.slice(0, message.length)]).toEqual(['InvalidRequestError', true, message]);
});

test('what only the executor can see is raised by get()', async () => {
  expect(await ask('remote_error')).toEqual([true, 'Invalid inputs.signal.dimensions: must have rank 1, has rank 2']);
});

test('a function whose executor is not there says which are', async () => {
  await using other = await init({ numWorkers: 1, executors: { python } });
  const fails = other.python.remote('from polyray import signal\ndef call(): signal.welch([1.0])', 'call');
  await expect(other.get(fails.remote() as never)).rejects.toMatchObject({
    cause: { name: 'ExecutorNotFoundError', message: 'Cannot get executor "cpp": this host has python' },
  });
});

test('work that takes too long is stopped', async () => {
  expect(await ask('out_of_time')).toEqual([
    expect.stringMatching(/^TaskTimeoutError .*python.* did not finish within 200 ms/),
    ...['0', '-1', 'nan', "'1'"].map((shown) => `InvalidRequestError Invalid timeout: must be seconds above 0, is ${shown}`),
  ]);
});

describe('names that Python has otherwise', () => {
  const spec = { summary: 'A "thing" \\ of """three""" parts.', unit: '' };
  const port = { ...spec, types: [], always: true };
  const parameter = { ...spec, kind: 'text' as const, choices: [] };
  const odd: Operation = {
    name: 'odd.is-not',
    summary: spec.summary,
    parameters: [
      { ...parameter, name: 'lambda', presence: { tag: 'required' } },
      { ...parameter, name: '2nd.part', presence: { tag: 'default', val: { tag: 'text', val: 'a "b" \\ é' } } },
      { ...parameter, name: 'far', kind: 'number', presence: { tag: 'default', val: { tag: 'number', val: Infinity } } },
    ],
    inputs: [
      { ...port, name: 'spare', always: false },
      { ...port, name: 'class' },
    ],
    values: [{ ...spec, name: 'count', kind: 'numbers', always: false }],
    outputs: [{ ...port, name: 'from' }],
  };

  test('are spelt so that they work', async () => {
    const signature = (result: string) =>
      `(class_: 'TensorLike', spare: 'TensorLike | None' = None, *, lambda_: 'str', _2nd_part: 'str' = 'a "b" \\\\ é', far: 'float | None' = None, timeout: 'float | None' = None) -> '${result}'`;
    const text = pythonModuleSource('odd', 'odd', [odd, { ...odd, name: 'odd.import', summary: 'Ends with "quotes"', values: [] }]);
    expect(await ask('generated', text)).toEqual([
      { import_: signature('ImportResult'), is_not: signature('IsNotResult') },
      { ImportRefs: ['from_'], ImportResult: ['from_'], IsNotRefs: ['from_', 'values'], IsNotResult: ['from_', 'count_'] },
      ['Ends with "quotes"', 'A "thing" \\ of """three""" parts.'],
    ]);
  });

  test.each<[string, Partial<Operation>]>([
    ['timeout', { parameters: [{ ...parameter, name: 'timeout', presence: { tag: 'optional' } }] }],
    ['spare', { parameters: [{ ...parameter, name: 'spare', presence: { tag: 'optional' } }] }],
    ['values', { outputs: [{ ...port, name: 'values' }] }],
  ])('are refused where two would be %s', (name, change) => {
    expect(() => pythonModuleSource('odd', 'odd', [{ ...odd, ...change }])).toThrow(`two of its parts would be "${name}"`);
  });
});

test('signal.fft() is the transform by its definition, and back', async () => {
  for (const n of [2, 7, 60, 64]) {
    const [worst, back] = await ask<[number, number]>('fft_against_definition', n, 20_261_125);
    // Higham, Accuracy and Stability, 24.1: log2(n) u times the norm, with a constant of a few
    expect(worst, `of ${n}`).toBeLessThan(8);
    expect(back, `of ${n}`).toBeLessThan(1e-14);
  }
});

test('a @ b is the product within what rounding may do', async () => {
  for (const shape of [
    [1, 1, 1],
    [3, 5, 2],
    [17, 64, 9],
  ])
    expect(await ask('matmul_excess', ...shape)).toBeLessThanOrEqual(0);
});

test('softmax() is the softmax within the roundings of its exponents', async () => {
  // an exponent's absolute error is its result's relative one: |scale x| <= 60 rounded, also of the largest, and their
  // difference, at most 88 where the result is a normal number; then a few for exp, the sum of 33 and the division
  expect(await ask('softmax_error', 5, 33, 3)).toBeLessThan(60 + 60 + 88 + 40);
  expect(await ask('softmax_error', 5, 33, -0.5)).toBeLessThan(10 + 10 + 20 + 40);
});

test('a model runs from a path and from bytes, here, in tasks, in actors and by reference', async () => {
  const [off, noError] = await ask<[number[], boolean]>('run_model');
  // tanh of single-precision sums below 15, weighed by at most 4: a few roundings of 2^-24, each times 15
  for (const distance of off) expect(distance).toBeLessThan(1e-5);
  expect([off.length, noError]).toEqual([6, true]);
});

test('a model that is closed or collected is gone', async () => {
  expect(await ask('closed_model')).toEqual([
    "Model('NAME') is closed",
    'Invalid parameters.model: names no loaded model: "NAME"',
    'Invalid parameters.model: names no loaded model: "NAME"',
  ]);
});

test('load_model() says where a file is wrong', async () => {
  expect(await ask('bad_models')).toEqual([
    'InvalidRequestError Invalid file.header: the file has 0 bytes, its length alone takes 8',
    'InvalidRequestError Invalid file.tensors.w1.data_offsets: 36 to 48 is not inside the data, 47 bytes',
    expect.stringMatching(/^InvalidRequestError Invalid file\.header: it says \d+ bytes, the file has 32 more$/),
    'InvalidRequestError Invalid file.header.__metadata__.format: it is "gguf", not "polyray-dense"',
    'InvalidRequestError Invalid file.header.__metadata__.layers: it is not a list of layers',
    'InvalidRequestError Invalid file.header.__metadata__.layers[0].weight: there is no tensor "w9"',
    'InvalidRequestError Invalid file: executor "ml" refuses its network: Invalid parameters.activation: must be one of "none", "relu", "sigmoid", "tanh", "gelu", "softmax"; is "swish"',
    'InvalidRequestError Invalid file: executor "ml" refuses its network: Invalid inputs.bias.dimensions: must have rank 1, has rank 2',
    'InvalidRequestError Invalid file: executor "ml" refuses its network: Invalid inputs.weight.dimensions[1]: must be 3, the outputs of the layer before in model',
    "FileNotFoundError [Errno 44] No such file or directory: '/tmp/there is none'",
    'TypeError load_model() takes a path or bytes, not int',
  ]);
});

test('tensors are what they are made of', async () => {
  expect(await ask('tensors')).toEqual([
    "Tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], dtype='fp32', shape=(2, 3))",
    "Tensor([4.0, 5.0, 6.0], dtype='fp32', shape=(3,))",
    "Tensor([2.0, 5.0], dtype='fp32', shape=(2,))",
    "Tensor([[4.0, 6.0], [1.0, 3.0]], dtype='fp32', shape=(2, 2))",
    "Tensor([1.0, 4.0], dtype='fp32', shape=(2,))",
    "Tensor([], dtype='fp32', shape=(0, 3))",
    6,
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    [2, 2, 24, true],
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    "Tensor(3, dtype='i64', shape=())",
    "Tensor([1j, (2+0j)], dtype='complex128', shape=(2,))",
    true,
    "Tensor([[], []], dtype='fp64', shape=(2, 0))",
    "Tensor([[97, 98], [99, 100]], dtype='u8', shape=(2, 2))",
    "Tensor([[1.0, 2.0], [3.0, 4.0]], dtype='fp64', shape=(2, 2))",
    "Tensor([1.0, 2.0], dtype='fp64', shape=(2,))",
    expect.stringMatching(/^Tensor\(ObjectRef\([0-9a-f]{32}\)\)$/),
    "Tensor([1.5, 2.0], dtype='fp32', shape=(2,))",
    [1, 2],
    ['fp16', [0.5, -1.5], 'bool', [[true], [false]], [2, 1]],
    [2, 3],
    "Tensor([1j], dtype='complex128', shape=(1,))",
  ]);
});

test('what is no tensor says why', async () => {
  expect(await ask('bad_tensors')).toEqual([
    'ValueError: its lists differ in length or depth on axis 1',
    'ValueError: its lists differ in length or depth on axis 1',
    'TypeError: an element is of class str, not a number',
    'TypeError: must be a Tensor, an ObjectRef, an array or numbers in lists; is dict',
    expect.stringMatching(/^ValueError: dtype must be one of bool, u8, .*; is 'float32'$/),
    expect.stringMatching(/^ValueError: an element does not fit u8: /),
    'TypeError: an element is complex, which fp64 does not hold',
    expect.stringMatching(/^ValueError: an element does not fit fp16: /),
    'ValueError: shape (3,) does not hold the 2 elements that there are',
    expect.stringMatching(/^TypeError: its elements, of format 'w', are of no type that operations know$/),
    expect.stringMatching(/^TypeError: ObjectRef\([0-9a-f]{32}\) holds no tensor$/),
    'IndexError: index 2 is outside axis 0, which has size 2',
    'IndexError: a tensor of 2 axes takes no index of 3',
    'BufferError: memoryviews know no complex numbers: use numpy(), tolist() or tobytes()',
    'BufferError: memoryviews know no empty axes among others: use numpy() or tolist()',
    'TypeError: a tensor of shape () has no length',
    'its lists are nested more than 64 deep',
  ]);
});

test('results go from operation to operation without a copy in Python', async () => {
  expect(await ask('stays_in_store')).toEqual([[true, true, true], true]);
});

test('a tensor is one in TypeScript, too', async () => {
  const give = ray.python.remote('from polyray import Tensor\ndef give(): return Tensor([[1j], [2]]), Tensor([1.5], "fp32")', 'give');
  expect(await ray.get(give.remote())).toEqual([
    { type: 'complex128', dimensions: [2, 1], data: Float64Array.of(0, 1, 2, 0) },
    { dimensions: [1], data: Float32Array.of(1.5) },
  ]);
  const run = ray.python.remote('from polyray import signal\ndef run(): return signal.fft([1.0, 3.0], kind="r2c")._asdict()', 'run');
  const { spectrum } = (await ray.get(run.remote())) as { spectrum: ObjectRef };
  expect(await ray.get(spectrum)).toEqual({ type: 'complex128', dimensions: [2], data: Float64Array.of(4, 0, -2, 0) });
});
