import { beforeAll, describe, expect, test } from 'vitest';
import { type Executor, read, refusal, tensor } from '../executor.ts';
import type { PythonSubject } from './subject.ts';

/** What `call` and `info` do. */
export function callSuite(subject: PythonSubject): void {
  let executor: Executor;
  beforeAll(async () => {
    executor = await subject.start();
  });

  type Inputs = Record<string, ReturnType<typeof tensor>>;
  function request(module: string, name: string, args: unknown = [], inputs: Inputs = {}) {
    const text = (key: string, val: string) => ({ name: key, value: { tag: 'text' as const, val } });
    return {
      operation: 'call',
      parameters: [
        text('module', module),
        text('function', name),
        { name: 'arguments', value: { tag: 'json' as const, val: JSON.stringify(args) } },
      ],
      inputs: Object.entries(inputs).map(([port, given]) => ({ name: port, tensor: given })),
    };
  }

  describe('call', () => {
    test('reaches functions of modules, in classes too, with arguments by place and by name', () => {
      expect(read(executor.execute(request('statistics', 'median', [[1, 5, 2]]))).result).toBe(2);
      expect(read(executor.execute(request('builtins', 'bytes.fromhex', ['00ff']))).outputs).toMatchObject({
        a: { type: 'u8', dimensions: Uint32Array.of(2) },
      });
      expect(read(executor.execute(request('urllib.parse', 'quote', ['a b']))).result).toBe('a%20b');
      expect(read(executor.execute(request('json', 'dumps', { obj: { a: 1 }, indent: 0 }))).result).toBe('{\n"a": 1\n}');
      const x = tensor('fp64', [3], new Uint8Array(Float64Array.of(1, 2, 6).buffer));
      expect(read(executor.execute(request('statistics', 'fmean', [], { a: x }))).result).toBe(3);
    });

    test.each<[string, string, string, string]>([
      ['nothing', 'f', 'parameters.module', 'is "nothing", which cannot be found'],
      ['os.nothing', 'f', 'parameters.module', 'is "os.nothing", which cannot be found'],
      ['', 'f', 'parameters.module', 'is "", which is no full name of a module'],
      ['math', 'nothing', 'parameters.function', 'is "nothing", module "math" has no such function'],
      ['math', 'pi', 'parameters.function', 'is "pi", which is of type "float"'],
    ])('of %j and %j is refused with the place', (module, name, path, message) => {
      expect(refusal(() => executor.execute(request(module, name)))).toEqual({ tag: 'invalid', val: { path, message } });
    });

    test('that raises gives Python’s traceback', () => {
      expect(refusal(() => executor.execute(request('math', 'sqrt', [-1])))).toMatchObject({
        tag: 'failed',
        val: expect.stringMatching(/ValueError/),
      });
    });
  });

  test('info says what the interpreter is', () => {
    const { values, outputs } = executor.execute({ operation: 'info', parameters: [], inputs: [] });
    expect(Object.fromEntries(values.map(({ name, value }) => [name, value.val]))).toEqual({
      version: expect.stringMatching(/^3\.14\.\d+$/),
      platform: subject.platform,
      packages: '{}',
    });
    expect(outputs).toEqual([]);
  });
}
