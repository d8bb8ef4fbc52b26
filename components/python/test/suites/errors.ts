import { beforeAll, describe, expect, test } from 'vitest';
import type { ExecuteRequest, NamedValue, TensorType } from '../../../../runtime/executor/contract.ts';
import { type Executor, refusal, runRequest, tensor } from '../executor.ts';
import type { PythonSubject } from './subject.ts';

/** How requests fail. */
export function errorsSuite({ start }: PythonSubject): void {
  let executor: Executor;
  beforeAll(async () => {
    executor = await start();
  });
  const fail = (...call: Parameters<typeof runRequest>) => refusal(() => executor.execute(runRequest(...call)));
  const failText = (source: string) => {
    const error = fail(source);
    expect(error.tag).toBe('failed');
    return error.tag === 'failed' ? error.val : '';
  };

  describe("an exception is Python's own traceback", () => {
    test('of the frames of the rule alone', () => {
      expect(failText('def level(x):\n    return 1 / x\n\ndef main():\n    return level(0)\n')).toBe(
        [
          'Traceback (most recent call last):',
          '  File "<rule>", line 5, in main',
          '    return level(0)',
          '  File "<rule>", line 2, in level',
          '    return 1 / x',
          '           ~~^~~',
          'ZeroDivisionError: division by zero',
        ].join('\n'),
      );
    });

    test('of the module itself', () => {
      const text = failText('import math\nlimit = math.sqrt(-1)\ndef main(): pass');
      expect(text).toMatch(/^Traceback .*\n {2}File "<rule>", line 2, in <module>\n {4}limit = math\.sqrt\(-1\)\n/);
      expect(text).toMatch(/ValueError: .*$/);
    });

    test('with causes, in the libraries too', () => {
      const text = failText(
        'import json\ndef main():\n    try:\n        json.loads("{")\n    except ValueError as e:\n        raise KeyError("größe") from e',
      );
      expect(text).toContain('json.loads("{")');
      expect(text).toContain('json/decoder.py');
      expect(text).toContain('The above exception was the direct cause of the following exception');
      expect(text).toMatch(/KeyError: 'größe'$/);
      expect(text).not.toContain('polyray_executor');
    });

    test('of an exception group', () => {
      const text = failText('def main():\n    raise ExceptionGroup("both", [ValueError("a"), TypeError("b")])');
      expect(text).toContain('| ExceptionGroup: both (2 sub-exceptions)');
      expect(text).toContain('TypeError: b');
    });

    test('of a call with the wrong arguments, which has no frames', () => {
      expect(failText('def main(a): pass')).toBe("TypeError: main() missing 1 required positional argument: 'a'");
    });

    test('of the text that runs now, though another had the same lines', () => {
      failText('def main():\n    raise ValueError("first")');
      expect(failText('def main():\n    raise KeyError("second")')).toContain('    raise KeyError("second")');
      expect(failText('def main():\n    raise ValueError("first")')).toContain('    raise ValueError("first")');
    });

    test.each([
      ['raise SystemExit(3)', 'SystemExit: 3'],
      ['raise KeyboardInterrupt', 'KeyboardInterrupt'],
      ['raise GeneratorExit', 'GeneratorExit'],
      ['main()', 'RecursionError: maximum recursion depth exceeded'],
      ['raise MemoryError', 'MemoryError'],
      ['import nowhere', "ModuleNotFoundError: No module named 'nowhere'"],
      ['assert 1 == 2, "no"', 'AssertionError: no'],
    ])('of %s', (statement, last) => {
      const lines = failText(`def main():\n    ${statement}`).split('\n');
      expect(lines[1]).toBe('  File "<rule>", line 2, in main');
      expect(lines.at(-1)).toBe(last);
    });

    test('of an exception whose text cannot be made', () => {
      expect(failText('class Odd(Exception):\n    def __str__(self): raise ValueError\ndef main(): raise Odd')).toContain('Odd');
    });
  });

  describe('a text that is not Python', () => {
    test('is shown with line and caret', () => {
      expect(failText('x = 1\ndef main(:\n    pass')).toBe(
        ['  File "<rule>", line 2', '    def main(:', '             ^', 'SyntaxError: invalid syntax'].join('\n'),
      );
      expect(failText('def main():\n\tif True:\n        pass')).toMatch(/TabError|IndentationError/);
      expect(failText('a\0b')).toContain('null bytes');
    });
  });

  describe('a wrong request is invalid, and says where', () => {
    const invalid = (request: ExecuteRequest) => {
      const error = refusal(() => executor.execute(request));
      expect(error.tag).toBe('invalid');
      if (error.tag !== 'invalid') throw error;
      expect(error.val.message).not.toBe('');
      return error.val.path;
    };
    const source: NamedValue = { name: 'source', value: { tag: 'text', val: 'def main(*a): pass' } };
    const scalar = tensor('u8', [], new Uint8Array(1));

    test('at the operation first', () => {
      expect(invalid({ operation: 'walk', parameters: [], inputs: [] })).toBe('operation');
      expect(invalid({ operation: '', parameters: [{ ...source, name: 'x' }], inputs: [] })).toBe('operation');
    });

    test.each<[string, NamedValue[], string]>([
      ['unknown', [{ name: 'sauce', value: { tag: 'text', val: '' } }], 'parameters.sauce'],
      ['given twice', [source, source], 'parameters.source'],
      ['of the wrong kind', [source, { name: 'function', value: { tag: 'json', val: '"main"' } }], 'parameters.function'],
      ['missing', [], 'parameters.source'],
      ['a name the source does not have', [source, { name: 'function', value: { tag: 'text', val: 'decide' } }], 'parameters.function'],
      ['a name of no function', [source, { name: 'function', value: { tag: 'text', val: '__name__' } }], 'parameters.function'],
      ...(
        [
          { tag: 'boolean', val: true },
          { tag: 'integer', val: 3n },
          { tag: 'number', val: Number.NaN },
          { tag: 'numbers', val: Float64Array.of(1) },
          { tag: 'texts', val: ['a'] },
        ] as NamedValue['value'][]
      ).map((value): [string, NamedValue[], string] => [`of kind ${value.tag}`, [{ name: 'source', value }], 'parameters.source']),
    ])('at a parameter: %s', (_, parameters, path) => {
      expect(invalid({ operation: 'run', parameters, inputs: [] })).toBe(path);
    });

    test.each<[string, { name: string; tensor: ReturnType<typeof tensor> }[], string]>([
      ['unknown', [{ name: 'i', tensor: scalar }], 'inputs.i'],
      [
        'given twice',
        [
          { name: 'a', tensor: scalar },
          { name: 'a', tensor: scalar },
        ],
        'inputs.a',
      ],
      ['too few bytes', [{ name: 'b', tensor: tensor('fp32', [2], new Uint8Array(7)) }], 'inputs.b.data'],
      ['too many bytes', [{ name: 'b', tensor: tensor('fp32', [], new Uint8Array(8)) }], 'inputs.b.data'],
      ['bytes where there are no elements', [{ name: 'b', tensor: tensor('fp32', [0, 7], new Uint8Array(4)) }], 'inputs.b.data'],
      [
        'more elements than memory has',
        [{ name: 'b', tensor: tensor('u8', [2 ** 32 - 1, 2 ** 32 - 1, 3], new Uint8Array(1)) }],
        'inputs.b.data',
      ],
    ])('at an input: %s', (_, inputs, path) => {
      expect(invalid({ operation: 'run', parameters: [source], inputs })).toBe(path);
    });

    test('at parameters before inputs', () => {
      expect(invalid({ operation: 'run', parameters: [], inputs: [{ name: 'z', tensor: scalar }] })).toBe('parameters.source');
    });

    test('and the executor goes on', () => {
      expect(executor.execute(runRequest('def main(): return 1')).values[0]?.value.val).toBe('1');
    });
  });

  describe('a declaration with everything', () => {
    // The check is general; the one operation there is uses little of it.
    const source = `
from polyray_executor.check import GivenInput, GivenParameter, check_inputs, check_parameters
from polyray_executor.declaration import Default, Operation, ParameterSpec, Port
from polyray_executor.errors import Invalid

operation = Operation("group.verb", "Does", parameters=(
    ParameterSpec("rate", "Rate", "number", unit="Hz", minimum=0, maximum=10),
    ParameterSpec("count", "Count", "integer", Default(3), minimum=1),
    ParameterSpec("window", "Window", "text", "optional", choices=("hann", "boxcar")),
    ParameterSpec("bands", "Bands", "numbers", "optional", minimum=0),
    ParameterSpec("names", "Names", "texts", "optional", choices=("x", "y")),
    ParameterSpec("free", "Free", "number", "optional"),
), inputs=(
    Port("a", "A", ("fp32", "fp64"), ("m", "k"), always=True),
    Port("b", "B", (), ("k", 3), always=True),
    Port("c", "C", (), ()),
))

def answer(check, given):
    try:
        found = check(operation, given)
        return found if check is check_parameters else sorted(found)
    except Invalid as error:
        return error.path

def parameters(given):
    return answer(check_parameters, [GivenParameter(*each) for each in given])

def inputs(given):
    sizes = {"fp32": 4, "fp64": 8, "u8": 1}
    return answer(check_inputs, [GivenInput(n, t, tuple(d), None, sizes[t] * __import__("math").prod(d)) for n, t, d in given])

def nan():
    return [answer(check_parameters, [GivenParameter(name, kind, value)]) for name, kind, value in (
        ("rate", "number", float("nan")), ("bands", "numbers", [1.0, float("nan")]), ("free", "number", float("nan")))]
`;
    const call = (name: string, given?: unknown): unknown =>
      JSON.parse(
        executor.execute(runRequest(source, { function: name, arguments: given === undefined ? [] : [given] })).values[0]!.value
          .val as string,
      );
    const rate = ['rate', 'number', 1.5];

    test.each([
      ['fills defaults in', [rate], { rate: 1.5, count: 3 }],
      [
        'takes bounds themselves',
        [
          ['rate', 'number', 10],
          ['count', 'integer', 1],
          ['bands', 'numbers', [0, 7]],
        ],
        { rate: 10, count: 1, bands: [0, 7] },
      ],
      ['refuses below', [['rate', 'number', -0.5]], 'parameters.rate'],
      ['refuses above', [['rate', 'number', 10.01]], 'parameters.rate'],
      ['refuses an integer below', [rate, ['count', 'integer', 0]], 'parameters.count'],
      ['refuses one of several', [rate, ['bands', 'numbers', [1, -1]]], 'parameters.bands'],
      ['refuses what is no choice', [rate, ['window', 'text', 'Hann']], 'parameters.window'],
      ['refuses one text of several', [rate, ['names', 'texts', ['x', 'z']]], 'parameters.names'],
      ['wants what is required', [], 'parameters.rate'],
    ])('%s', (_, given, expected) => {
      expect(call('parameters', given)).toEqual(expected);
    });

    test('lets NaN pass only where nothing bounds it', () => {
      expect(call('nan')).toEqual(['parameters.rate', 'parameters.bands', 'parameters.rate']);
    });

    const type: TensorType = 'fp32';
    test.each([
      [
        'takes equal sizes',
        [
          ['a', type, [4, 5]],
          ['b', 'u8', [5, 3]],
          ['c', 'u8', []],
        ],
        ['a', 'b', 'c'],
      ],
      [
        'takes sizes of zero',
        [
          ['b', 'u8', [0, 3]],
          ['a', type, [0, 0]],
        ],
        ['a', 'b'],
      ],
      ['refuses a type', [['a', 'u8', [1, 1]]], 'inputs.a.type'],
      ['refuses a rank', [['a', type, [4]]], 'inputs.a.dimensions'],
      ['refuses a fixed size', [['b', type, [5, 4]]], 'inputs.b.dimensions[1]'],
      [
        'refuses a size unlike its namesake',
        [
          ['a', type, [4, 5]],
          ['b', type, [4, 3]],
        ],
        'inputs.b.dimensions[0]',
      ],
      ['wants what is always there', [['a', type, [4, 5]]], 'inputs.b'],
    ])('of inputs %s', (_, given, expected) => {
      expect(call('inputs', given)).toEqual(expected);
    });
  });
}
