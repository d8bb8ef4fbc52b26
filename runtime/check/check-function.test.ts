import { transformSync } from 'esbuild';
import { expect, test } from 'vitest';
import { FreeVariableError } from '../errors.ts';
import { checkFunction } from './check-function.ts';

function refusal(fn: Parameters<typeof checkFunction>[0]): Error {
  try {
    checkFunction(fn);
  } catch (error) {
    return error as Error;
  }
  throw new Error('The function was accepted');
}

/** What the program `text` returns: functions whose text no bundler of ours has touched. */
const make = (text: string) => new Function(text)();

test('accepts functions and classes that stand alone', () => {
  const accepted =
    'return [(a) => a + 1, async function () {}, { m() { return this.x; } }.m, class A { #n = 0; get n() { return this.#n; } }]';
  for (const fn of make(accepted)) expect(() => checkFunction(fn)).not.toThrow();
  // a function of this very file, as a test's author writes it
  expect(() => checkFunction((a: number, b: number) => Math.hypot(a, b))).not.toThrow();
});

test('names the variable and the place', () => {
  const error = refusal(make('const threshold = 3;\nreturn function score(x) {\n  return x >= threshold;\n}'));
  expect(error).toBeInstanceOf(FreeVariableError);
  expect(error.message).toBe(
    'Cannot ship function "score": it uses "threshold" (line 2, column 15) from outside itself; pass it as an argument, ' +
      "or use task(() => import('./module.js'), 'score', import.meta.url)",
  );
  expect((error as FreeVariableError).variables).toEqual([{ name: 'threshold', line: 2, column: 15 }]);
});

test('names all of them, each once, in the order of their first use', () => {
  const error = refusal(make('let a, b;\nreturn () => [b, a, b]'));
  expect(error.message).toBe(
    'Cannot ship an anonymous function: it uses "b" (line 1, column 8) and "a" (line 1, column 11) from outside itself; ' +
      "pass them as arguments, or use task(() => import('./module.js'), 'name', import.meta.url)",
  );
});

test('points classes to actor()', () => {
  expect(refusal(make('class Base {}\nreturn class Counter extends Base {}')).message).toBe(
    'Cannot ship class "Counter": it uses "Base" (line 1, column 23) from outside itself; pass it as an argument, ' +
      "or use actor(() => import('./module.js'), 'Counter', import.meta.url)",
  );
  expect(refusal(make('let b; return class { static name = 3; x = b; }')).message).toMatch(/^Cannot ship an anonymous class: /);
});

test('explains what belongs to the code around', () => {
  expect(refusal(make('return () => this')).message).toMatch('it uses "this" (line 1, column 7) of the code around it; use task(');
  const method = make('return { speak() { return super.toString() + word; } }.speak; let word');
  expect(refusal(method).message).toMatch(
    'it uses "super" (line 1, column 18) of the code around it, and "word" (line 1, column 37) from outside itself; pass it as an argument, or use',
  );
});

test('explains globals of this runtime alone', () => {
  expect(refusal(make('return () => process.pid')).message).toMatch(
    '"process" (line 1, column 7), which not every JavaScript runtime has; write globalThis.process, or use task(',
  );
  expect(() => checkFunction(make('return () => globalThis.process.pid'))).not.toThrow();
});

test("explains esbuild's keepNames", () => {
  const { code } = transformSync('function outer() { const inner = () => 1; return inner(); }', { keepNames: true });
  expect(refusal(make(`${code}\nreturn outer`)).message).toMatch(
    /^Cannot ship function "outer": it uses "__name" \(line \d, column \d+\), which esbuild adds/,
  );
});

test("explains Vite's names of imports", () => {
  const error = refusal(() => transformSync('1'));
  expect(error.message).toMatch(/it uses "__vi\w+__" \(line 1, column \d+\), which is what Vite makes of an import; use task\(/);
});

test.each([
  ['native', Math.max],
  ['bound', ((a: number) => a).bind(null)],
  ['a built-in class', Map],
  ['behind a proxy', new Proxy(() => 1, {})],
])('refuses what has no text: %s', (_, fn) => {
  const error = refusal(fn);
  expect(error).toBeInstanceOf(TypeError);
  expect(error.message).toMatch(/: it is native or bound and has no text of its own; call it from a function of yours$/);
});

test('refuses sloppy code and private methods', () => {
  expect(refusal(make('return function f(o) { with (o) return x; }')).message).toMatch(
    /^Cannot ship function "f": its text does not stand alone as strict code: 'with' in strict mode \(line 1, column 17\)$/,
  );
  expect(refusal(make('return class { static #m() {} static m = this.#m; }.m')).message).toMatch(
    /^Cannot ship function "#m": its text does not/,
  );
});
