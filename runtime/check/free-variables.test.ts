import vm from 'node:vm';
import { describe, expect, test } from 'vitest';
import { freeVariables } from './free-variables.ts';
import { knownGlobals } from './known-globals.ts';

/** Has what every JavaScript runtime has, and nothing else: no `process`, no `Buffer`. */
const context = vm.createContext(
  Object.fromEntries(
    [...knownGlobals].filter((name) => name in globalThis && name !== 'globalThis').map((name) => [name, Reflect.get(globalThis, name)]),
  ),
);

/** Makes a function of its text; a method needs an object around it. */
function evaluate(text: string): unknown {
  const code = (expression: string) => vm.runInContext(`"use strict"; (${expression}\n)`, context);
  try {
    return code(text);
  } catch (error) {
    if ((error as Error).name !== 'SyntaxError') throw error;
  }
  const members = Object.getOwnPropertyDescriptors(code(`{${text}}`) as object);
  const { value, get, set } = members[Reflect.ownKeys(members)[0] as string]!;
  return value ?? get ?? set;
}

type Any = (...args: unknown[]) => unknown;
const isIterator = (value: unknown): value is AsyncIterable<unknown> => typeof value === 'object' && value !== null && 'next' in value;

/** Calls a function, or makes an instance of a class and calls its `run`; awaits and collects what comes. */
async function call(text: string, args: readonly unknown[]): Promise<unknown> {
  const made = evaluate(text) as Any & (new (...args: unknown[]) => { run?: Any });
  const result = text.startsWith('class') ? new made(...args).run?.() : made.apply({ own: 7 }, args as unknown[]);
  if (!isIterator(result)) return await result;
  const items: unknown[] = [];
  for await (const item of result) items.push(item);
  return items;
}

describe('stands alone', () => {
  test.each<[string, unknown[], unknown]>([
    // forms
    ['(a, b) => a + b', [1, 2], 3],
    ['a => a', [1], 1],
    ['async a => await a', [1], 1],
    ['async (a) => { for await (const x of a) return x; }', [[5]], 5],
    ['function (a) { return a; }', [1], 1],
    ['function* (n) { for (let i = 0; i < n; i++) yield i; }', [2], [0, 1]],
    ['async function* f(n) { yield* [n]; yield await n; }', [2], [2, 2]],
    ['foo(a) { return a; }', [1], 1],
    ['async foo(a) { return a; }', [1], 1],
    ['*foo(a) { yield a; }', [1], [1]],
    ['async *foo(a) { yield a; }', [1], [1]],
    ['get foo() { return this.own; }', [], 7],
    ['set foo(a) { a.push(1); }', [[]], undefined],
    ['get() { return 1; }', [], 1],
    ['async() { return 1; }', [], 1],
    ['static() { return 1; }', [], 1],
    ['"a b"() { return 1; }', [], 1],
    ['0() { return 1; }', [], 1],
    ['[Symbol.iterator]() { return 1; }', [], 1],
    ['["a" + 1](b) { return b; }', [1], 1],
    ['class { run() { return 1; } }', [], 1],
    ['class Counter { run() { return Counter.name; } }', [], 'Counter'],
    // names of its own
    ['function fact(n) { return n < 2 ? 1 : n * fact(n - 1); }', [4], 24],
    ['function f() { return new.target === undefined && arguments.length; }', [1, 2], 2],
    ['function f() { return (() => [this.own, arguments[0], new.target])(); }', [1], [7, 1, undefined]],
    // parameters
    [
      '({ a, b: { c = a, ...d }, [a]: e = c }, [f, , ...g] = [e]) => [a, c, d, e, f, g]',
      [{ a: 1, b: { z: 2 } }],
      [1, 1, { z: 2 }, 1, 1, []],
    ],
    ['(a, b = () => a) => { var a = 2; return b(); }', [1], 1],
    ['(...rest) => rest.length', [1, 2], 2],
    ['function f(a = f.name) { return a; }', [], 'f'],
    // var and functions are hoisted
    ['() => { v = 1; if (v) { for (;;) { var v; break; } } return v; }', [], 1],
    ['() => { return f(); function f() { return 1; } }', [], 1],
    ['() => { { var { a, b: [c] = [2], ...d } = { a: 1 }; } return [a, c, d]; }', [], [1, 2, {}]],
    ['() => { try { throw 1; } catch { var e = 2; } return e; }', [], 2],
    ['() => { for (var i = 0; i < 3; i++); return i; }', [], 3],
    ['(o) => { for (var k in o); for (var v of [4]); return [k, v]; }', [{ z: 1 }], ['z', 4]],
    // blocks
    ['() => { let s = 0; for (const [a, b = a] of [[1], [2, 3]]) s += a * b; return s; }', [], 7],
    ['() => { try { throw { a: 1 }; } catch ({ a, b = a }) { return b; } }', [], 1],
    ['() => { switch (2) { case 1: const a = 1; default: { let a = 2; return a; } } }', [], 2],
    ['() => { { function f() { return 1; } return f(); } }', [], 1],
    ['() => { { class A {} return typeof A; } }', [], 'function'],
    ['(list) => { using a = { [Symbol.dispose]() { list.push(1); } }; return a && list; }', [[]], [1]],
    // labels and property names are no variables
    ['() => { out: for (;;) { for (;;) { break out; } } in_: for (let i = 0; i < 1; i++) { continue in_; } return 1; }', [], 1],
    ['(o) => o.process.x?.y', [{ process: {} }], undefined],
    ['(a) => ({ process: a, a, "b": 1, m() { return a; }, get g() { return this.a; }, async *[a]() {} }).g', [1], 1],
    ['(o) => { const { process: p } = o; return p; }', [{ process: 1 }], 1],
    ['(o) => { let a; ({ process: a = 2, ...o.rest } = o); [o.x, a = 3] = [a]; return [a, o.x]; }', [{}], [3, 2]],
    // classes
    [
      'class A { #x = 1; static #s = 2; #m() { return this.#x; } get #g() { return A.#s; } run() { return #x in this && this.#m() + this.#g; } }',
      [],
      3,
    ],
    ['class A { static a = 1; static { var v = this.a; A.b = v; let arguments_ = new.target; } x = A.b; run() { return this.x; } }', [], 1],
    ['class { x = 1; f = () => this.x; run() { return this.f(); } }', [], 1],
    ['class A extends Array { constructor(n) { super(n); } run() { return [super.length, this.length].length; } }', [2], 2],
    ['class A extends (class { m() { return 1; } }) { m = () => super.m(); run() { return this.m(); } }', [], 1],
    ['() => { class A { ["x" + 1] = 1; static make = () => new A(); } return A.make().x1; }', [], 1],
    ['() => { const A = class B { static name_ = B.name; }; return A.name_; }', [], 'B'],
    ['class A { constructor(a, b = a) { this.sum = a + b; } run() { return this.sum; } }', [2], 4],
    ['() => ({ __proto__: { a: 1 }, m() { return super.a; } }).m()', [], 1],
    // what is not there may be asked for
    ['() => typeof process', [], 'undefined'],
    ['() => typeof (nowhere) === "undefined" && globalThis.nowhere', [], undefined],
    // strings, templates, expressions
    ['(a) => `process \x24{a} \x24{`\x24{a}`}`', [1], 'process 1 1'],
    ['(a) => String.raw`\x24{a}`', [1], '1'],
    ['() => /process(?<nowhere>x)/.test("") || "process"', [], 'process'],
    ['() => undefined ?? NaN', [], Number.NaN],
    ['// a comment\n(a) => /* process */ a // b', [1], 1],
    // globals that every runtime has
    ['() => new TextDecoder().decode(new TextEncoder().encode(atob(btoa("a"))))', [], 'a'],
    ['() => new URL("?a=1", "https://localhost").searchParams instanceof URLSearchParams', [], true],
    [
      '() => { clearTimeout(setTimeout(() => {}, 0)); queueMicrotask(() => {}); return structuredClone({ a: performance.now() > 0 }); }',
      [],
      { a: true },
    ],
    ['() => Atomics.load(new Int32Array(new SharedArrayBuffer(4)), 0)', [], 0],
    [
      '() => [typeof crypto.randomUUID(), WebAssembly.validate(new Uint8Array()), new AbortController().signal.aborted]',
      [],
      ['string', false, false],
    ],
  ])('%s', async (text, args, expected) => {
    expect(freeVariables(text)).toEqual([]);
    expect(await call(text, args)).toEqual(expected);
  });

  test.each([
    ['() => import.meta.url.slice(0, 5)', 'data:'],
    ['async () => (await import("node:path")).posix.sep', '/'],
  ])('in a module: %s', async (text, expected) => {
    expect(freeVariables(text)).toEqual([]);
    const { made } = await import(/* @vite-ignore */ `data:text/javascript,export const made = ${encodeURIComponent(text)}`);
    expect(await made()).toBe(expected);
  });
});

describe('uses a name from outside', () => {
  test.each<[string, string, number, number]>([
    ['(x) => x > threshold', 'threshold', 1, 12],
    ['function score(x) {\n  return x >= threshold;\n}', 'threshold', 2, 15],
    ['() => {\r\n\tundeclared = 1;\r\n}', 'undeclared', 2, 2],
    ['() => !undeclared', 'undeclared', 1, 8],
    ['() => undeclared++', 'undeclared', 1, 7],
    ['() => { [undeclared] = [1]; }', 'undeclared', 1, 10],
    ['() => { ({ a: undeclared } = { a: 1 }); }', 'undeclared', 1, 15],
    ['() => { for (undeclared of [1]); }', 'undeclared', 1, 14],
    ['() => ({ shorthand })', 'shorthand', 1, 10],
    ['() => [...spread]', 'spread', 1, 11],
    ['() => tag`x`', 'tag', 1, 7],
    ['() => `\x24{inside}`', 'inside', 1, 10],
    ['() => typeof object.x', 'object', 1, 14],
    ['() => typeof (0, name_)', 'name_', 1, 18],
    ['() => process.pid', 'process', 1, 7],
    ['() => Buffer.from("")', 'Buffer', 1, 7],
    ['() => require("fs")', 'require', 1, 7],
    ['async () => import(where)', 'where', 1, 20],
    ['async foo() { return bar(await 1); }', 'bar', 1, 22],
    ['*foo() { yield bar; }', 'bar', 1, 16],
    ['get foo() { return bar; }', 'bar', 1, 20],
    ['[key]() {}', 'key', 1, 2],
    ['foo() { return foo; }', 'foo', 1, 16],
    // a parameter's default does not see the body
    ['(a = inner) => { var inner = 1; return a; }', 'inner', 1, 6],
    ['({ [key]: a } = {}) => a', 'key', 1, 5],
    ['([a = later, b] = []) => a', 'later', 1, 7],
    // what blocks declare ends with them
    ['() => { { let a = 1; } return a; }', 'a', 1, 31],
    ['() => { { function f() {} } return f; }', 'f', 1, 36],
    ['() => { { class A {} } return A; }', 'A', 1, 31],
    ['() => { for (let i = 0; i < 1; i++); return i; }', 'i', 1, 45],
    ['() => { for (const i of [1]); return i; }', 'i', 1, 38],
    ['() => { try { throw 1; } catch (e) {} return e; }', 'e', 1, 46],
    ['() => { switch (a) { case 1: let a; } }', 'a', 1, 17],
    ['() => { switch (1) { case 1: let a; } return a; }', 'a', 1, 46],
    ['() => { const f = function g() {}; return g; }', 'g', 1, 43],
    ['() => { const A = class B {}; return B; }', 'B', 1, 38],
    ['() => { (() => { var v; })(); return v; }', 'v', 1, 38],
    ['() => { class A { static { var v = 1; } } return v; }', 'v', 1, 50],
    ['() => { label: { break label; } return label; }', 'label', 1, 40],
    ['class A extends Base {}', 'Base', 1, 17],
    ['class A { [key] = 1; }', 'key', 1, 12],
    ['class A { x = outer; }', 'outer', 1, 15],
    ['class A { static x = outer; }', 'outer', 1, 22],
    ['class A { constructor(a = outer) {} }', 'outer', 1, 27],
    ['class A { run() { return () => outer; } }', 'outer', 1, 32],
    ['class A { x = 1; run() { return x; } }', 'x', 1, 33],
    ['() => { using a = outer; }', 'outer', 1, 19],
    ['() => __name(() => {}, "f")', '__name', 1, 7],
    // only the first of several uses
    ['() => { late(); return late; }', 'late', 1, 9],
  ])('%s', async (text, name, line, column) => {
    expect(freeVariables(text)).toEqual([{ name, line, column }]);
    const run = async () => {
      const result = await call(text, []);
      return text.includes('=> outer') ? (result as Any)() : result;
    };
    await expect(run()).rejects.toMatchObject({ name: 'ReferenceError', message: `${name} is not defined` });
  });

  // the engine says so when it compiles, or takes something else for it
  test.each([
    ['() => this', 'this', 1, 7],
    ['() => arguments[0]', 'arguments', 1, 7],
    ['() => new.target', 'new.target', 1, 7],
    ['(a = this) => a', 'this', 1, 6],
    ['() => super.x', 'super', 1, 7],
    ['foo() { return super.foo(); }', 'super', 1, 16],
    ['foo() { return () => super.foo(); }', 'super', 1, 22],
    ['foo() { return this.#x; }', '#x', 1, 21],
    ['(o) => #x in o', '#x', 1, 8],
    ['() => class { [this.a] = this.b; }', 'this', 1, 16],
    ['foo() { return class { [super.a]() { return super.b; } }; }', 'super', 1, 25],
  ])('%s', (text, name, line, column) => {
    expect(freeVariables(text)).toEqual([{ name, line, column }]);
  });

  test('gives every name once, in the order of the text', () => {
    expect(freeVariables('(a) => {\n  function f() { return [z, a]; }\n  return [y, z, f, x];\n}').map(({ name }) => name)).toEqual([
      'z',
      'y',
      'x',
    ]);
  });
});

describe('is not the text of one function', () => {
  test.each([
    '',
    'a',
    '1 + 1',
    '(() => {})()',
    '() => {}, () => {}',
    '() => {}) + (() => {}',
    'a, b) => (c',
    '() => {}; 1',
    'a: 1',
    'a() {}, b() {}',
    '...a',
    'async foo() { with (a); }',
    'function () { return 010; }',
    '#m() {}',
  ])('%j', (text) => {
    expect(() => freeVariables(text)).toThrow(SyntaxError);
  });

  test('says where the form that was meant goes wrong', () => {
    expect(() => freeVariables('async foo() {\n  with (a);\n}')).toThrow(new SyntaxError("'with' in strict mode (line 2, column 3)"));
    expect(() => freeVariables('() => {')).toThrow(new SyntaxError('Unexpected token (line 1, column 8)'));
  });
});

test('the known globals are there', () => {
  expect([...knownGlobals].filter((name) => !(name in globalThis))).toEqual([]);
});
