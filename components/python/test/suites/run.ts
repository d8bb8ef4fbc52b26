import { beforeAll, describe, expect, test } from 'vitest';
import { type Executor, read, refusal, runRequest, tensor } from '../executor.ts';
import type { PythonSubject } from './subject.ts';

/** What `run` takes and gives. */
export function runSuite({ start }: PythonSubject): void {
  let executor: Executor;
  beforeAll(async () => {
    executor = await start();
  });
  const run = (...call: Parameters<typeof runRequest>) => read(executor.execute(runRequest(...call)));

  describe('the declaration', () => {
    test('holds `run` with every field', () => {
      const operations = executor.operations();
      expect(operations.map(({ name }) => name)).toEqual(['run', 'call', 'info']);
      const { parameters, inputs, values, outputs } = operations[0]!;
      expect(parameters.map(({ name, kind, presence }) => [name, kind, presence])).toEqual([
        ['source', 'text', { tag: 'required' }],
        ['function', 'text', { tag: 'default', val: { tag: 'text', val: 'main' } }],
        ['arguments', 'json', { tag: 'default', val: { tag: 'json', val: '[]' } }],
      ]);
      expect(values.map(({ name, kind, always }) => [name, kind, always])).toEqual([
        ['result', 'json', true],
        ['stdout', 'text', true],
      ]);
      for (const ports of [inputs, outputs]) {
        expect(ports.map(({ name }) => name).join('')).toBe('abcdefgh');
        for (const port of ports) expect(port).toMatchObject({ types: [], dimensions: undefined, unit: '', always: false });
      }
      for (const each of [...operations, ...parameters, ...inputs, ...values, ...outputs]) expect(each.summary).not.toBe('');
    });
  });

  describe('arguments', () => {
    test('default to none, of the function "main"', () => {
      expect(run('def main():\n    return "ran"')).toEqual({ result: 'ran', stdout: '', outputs: {} });
    });

    test('are positional as an array, keywords as an object', () => {
      const source = 'def area(width, height):\n    return [width, height]';
      expect(run(source, { function: 'area', arguments: [2, 3] }).result).toEqual([2, 3]);
      expect(run(source, { function: 'area', arguments: { height: 3, width: 2 } }).result).toEqual([2, 3]);
    });

    test('come after the tensors, which come in the order of their ports', () => {
      const source = 'def main(*given, **named):\n    return [[list(t) if isinstance(t, memoryview) else t for t in given], named]';
      const inputs = {
        h: tensor('u8', [1], Uint8Array.of(8)),
        a: tensor('u8', [2], Uint8Array.of(1, 2)),
        c: tensor('u8', [1], Uint8Array.of(3)),
      };
      expect(run(source, { inputs, arguments: ['x'] }).result).toEqual([[[1, 2], [3], [8], 'x'], {}]);
      expect(run(source, { inputs, arguments: { y: null } }).result).toEqual([[[1, 2], [3], [8]], { y: null }]);
    });

    test.each([['"text"'], ['3'], ['null'], ['[1'], [''], ['[NaN]'], ['{"a": Infinity}']])('refuse %s', (text) => {
      const request = runRequest('def main(*a, **k): pass');
      request.parameters.push({ name: 'arguments', value: { tag: 'json', val: text } });
      expect(refusal(() => executor.execute(request))).toMatchObject({ tag: 'invalid', val: { path: 'parameters.arguments' } });
    });
  });

  describe('deep arguments', () => {
    const nested = (levels: number, opened = '[', closed = ']') => opened.repeat(levels) + closed.repeat(levels);
    const request = (text: string) => {
      const made = runRequest('def main(*given, **named): return len(given), len(named)');
      made.parameters.push({ name: 'arguments', value: { tag: 'json', val: text } });
      return made;
    };

    test('are refused before they exhaust the stack', () => {
      const wrong = [nested(501), nested(100_000), '['.repeat(100_000), '{"a":'.repeat(600)];
      for (const text of wrong) {
        const expected = { tag: 'invalid', val: { path: 'parameters.arguments', message: 'is nested more than 500 levels deep' } };
        expect(refusal(() => executor.execute(request(text)))).toEqual(expected);
      }
    });

    test('may have brackets in texts and side by side', () => {
      expect(read(executor.execute(request(nested(500)))).result).toEqual([1, 0]);
      const wide = JSON.stringify(Array.from({ length: 2000 }, () => ['[{[\\"[']));
      expect(read(executor.execute(request(wide))).result).toEqual([2000, 0]);
    });
  });

  describe('the result', () => {
    test.each([
      ['None', null],
      ['True', true],
      ['1.5', 1.5],
      ['-2**53', -(2 ** 53)],
      ['(1, "a")', [1, 'a']],
      ['()', []],
      ['{"a": [None, {"ä": "🛞\\n"}]}', { a: [null, { ä: '🛞\n' }] }],
    ])('of %s', (expression, expected) => {
      expect(run(`def main():\n    return ${expression}`).result).toEqual(expected);
    });

    test.each([
      ['{1, 2}', '"set"'],
      ['lambda: 0', '"function"'],
      ['{"a": [object()]}', '"dict"'],
      ['float("nan")', '"float"'],
      ['[float("inf")]', '"list"'],
      ['{(1, 2): 3}', '"dict"'],
      ['1j', '"complex"'],
    ])('refuses %s and names %s', (expression, name) => {
      const error = refusal(() => run(`def main():\n    return ${expression}`));
      expect(error).toMatchObject({ tag: 'failed' });
      expect(error.tag === 'failed' && error.val).toContain(`Cannot return a value of type ${name}`);
    });

    test('refuses a value that contains itself', () => {
      const error = refusal(() => run('def main():\n    a = []\n    a.append(a)\n    return a'));
      expect(error).toMatchObject({ tag: 'failed', val: expect.stringContaining('Circular reference') });
    });

    test('says where the wrong value is', () => {
      const error = refusal(() => run('def main():\n    return {"limits": [1, {2}]}'));
      expect(error).toMatchObject({ val: expect.stringContaining("dict item 'limits'") });
      expect(error).toMatchObject({ val: expect.stringContaining('list item 1') });
    });
  });

  describe('printing', () => {
    test('becomes the value "stdout", in order and in any script', () => {
      const source =
        'print("module")\ndef main():\n    print("größer", 7, sep=" → ", end="!")\n    import sys\n    sys.stdout.write("轴承")';
      expect(run(source).stdout).toBe('module\ngrößer → 7!轴承');
    });

    test('is forgotten by the next run', () => {
      run('def main(): print("before")');
      expect(run('def main(): pass').stdout).toBe('');
    });

    test('is cut at 1 Mi characters with a note', () => {
      const { stdout } = run('def main():\n    for _ in range(1000): print("x" * 1999)');
      expect(stdout.length).toBeLessThan((1 << 20) + 100);
      expect(stdout.slice(1 << 20)).toBe(`\n[${2_000_000 - (1 << 20)} more characters were dropped]\n`);
    });

    test('goes on after a run that replaced sys.stdout', () => {
      run('import io, sys\ndef main():\n    sys.stdout = io.StringIO()');
      expect(run('def main(): print("here")').stdout).toBe('here\n');
    });
  });

  describe('the module', () => {
    test('has a fresh namespace in every run', () => {
      const source =
        'try:\n    count += 1\nexcept NameError:\n    count = 1\ndef main():\n    global count\n    count += 1\n    return count';
      expect([run(source).result, run(source).result]).toEqual([2, 2]);
    });

    test('may use the standard library, dataclasses and its own name', () => {
      const source = `
from __future__ import annotations
import csv, dataclasses, pickle, statistics, zoneinfo
@dataclasses.dataclass
class Bearing:
    name: str
    scores: list[float]
def main():
    bearing = pickle.loads(pickle.dumps(Bearing("6205", [1.0, 3.0])))
    return [__name__, bearing.name, statistics.mean(bearing.scores)]
`;
      expect(run(source).result).toEqual(['rule', '6205', 2]);
    });

    test('is gone after its run', () => {
      run('def main(): pass');
      expect(run('import sys\nhere = sys.modules.get("rule")\ndef main(): return here.__dict__ is globals()').result).toBe(true);
    });

    test('may be one of more distinct texts than are kept compiled', () => {
      for (let index = 0; index < 100; index++) expect(run(`def main(): return ${index}`).result).toBe(index);
      expect(run('def main(): return 0').result).toBe(0);
    });
  });
}
