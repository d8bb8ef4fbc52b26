import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CellSyntaxError, cellProgram } from './cell-program.ts';

type Program = (scope: object, statement: (line: number) => void, load: (...wanted: unknown[]) => Promise<void>) => Promise<unknown>;

/** Runs cells in one scope. @returns the last one's value, the lines of its statements, and what it imported */
async function run(...cells: readonly string[]) {
  const scope: Record<string, unknown> = Object.create(null);
  const result = { value: undefined as unknown, lines: [] as number[], imports: [] as unknown[] };
  for (const cell of cells) {
    const { code, names } = cellProgram(cell, 'cell.ts');
    for (const name of names) if (!(name in scope)) scope[name] = undefined;
    Object.assign(result, { lines: [], imports: [] });
    // biome-ignore lint/security/noGlobalEval: as the notebook does
    const program = globalThis.eval(code) as Program;
    result.value = await program(
      scope,
      (line) => result.lines.push(line),
      async (...wanted) => void result.imports.push(wanted),
    );
  }
  return result;
}

describe('a cell as a program', () => {
  test.each([
    ['a constant', ['const a: number = 1', 'a + 1'], 2],
    [
      'several, and patterns with defaults and rests',
      ['let a = 1, { b, ...c } = { b: 2, d: 3 }, [e = 4, , ...f] = [undefined, 5, 6]', '[a, b, c.d, e, ...f]'],
      [1, 2, 3, 4, 6],
    ],
    ['one without a value, assigned later', ['let a: string', 'a = "x"', 'a'], 'x'],
    [
      'a function, called above where it stands',
      ['const b = f(1)\nfunction f(x: number) { return x + a }\nvar a', 'a = 1; [b, f(1)]'],
      [Number.NaN, 2],
    ],
    ['a generator and an async function', ['function* g() { yield 1 }\nasync function h() { return [...g()] }', 'await h()'], [1]],
    ['a class with a type parameter', ['class C<T> { constructor(readonly x: T) {} }', 'new C(1).constructor.name'], 'C'],
    ['an enum', ['enum E { A, B }', 'E.B'], 1],
    ['what is exported', ['export const a = 1', 'a'], 1],
    ['a constant anew', ['const a = 1', 'const a = 2', 'a'], 2],
    ['statements without semicolons', ['let a = 1\nconst b = a\na = 2\na + b'], 3],
    ['await at the top level', ['const a = await Promise.resolve(3)\nawait a'], 3],
    ['loops, whose names are their own', ['let n = 0\nfor (const i of [1, 2]) n += i', 'n'], 3],
    ['nothing', [''], undefined],
  ] as const)('keeps %s', async (_, cells, expected) => {
    expect((await run(...cells)).value).toEqual(expected);
  });

  test('imports are asked for, and types of them are not', async () => {
    const { imports } = await run('import x, { a as b, type T } from "m"\nimport * as n from "o"\nimport type { U } from "p"\nimport "q"');
    expect(imports).toEqual([
      [
        'm',
        [
          ['default', 'x'],
          ['a', 'b'],
        ],
      ],
      ['o', [['*', 'n']]],
      ['q', []],
    ]);
  });

  test('lines stay where they are, whatever stands above', async () => {
    const above = [
      'interface A {\n  a: number;\n}',
      'import {\n  a,\n  b,\n} from "m"',
      'const {\n  c,\n  d\n} = { c: 1, d: 2 }',
      'type T =\n  | 1\n  | 2',
      'export\n  const e = 1',
      'class C\n{\n  x!: number\n}',
      'function f(\n  this: void\n) {}',
      '/* a\n comment */',
      '',
    ];
    const seed = 20_261_126;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...above), { maxLength: 6 }), async (parts) => {
        const text = [...new Set(parts), 'new Error()'].join('\n');
        const { value, lines } = await run(text);
        const line = text.split('\n').length;
        expect(lines.at(-1)).toBe(line);
        expect((value as Error).stack).toContain(`cell.ts:${line}:`);
      }),
      { seed, numRuns: 100 },
    );
  });

  test.each([
    ['const x: = 3', 1, 'Unexpected token'],
    ['let a = 1;\nfoo(;', 2, 'Unexpected token'],
    ['\n\nreturn 5', 3, "'return' outside of function"],
    ['export default 3', 1, 'A cell is no module: it can export nothing but declarations'],
    ['let a;\nusing b = a', 2, '"using" stands in a block'],
  ])('%j is refused, with its line', (text, line, message) => {
    const refused = () => cellProgram(text, 'cell.ts');
    expect(refused).toThrow(CellSyntaxError);
    expect(refused).toThrow(message);
    expect(refused).toThrow(expect.objectContaining({ line }));
  });
});
