import { describe, expect, test } from 'vitest';
import { moduleDefinition } from './definition.ts';

const from = 'file:///home/app/test/unit/sums.test.ts';

/** Of a thunk as some tool has written it. */
function urlOf(text: string, base = from): string {
  const code = Object.assign(() => Promise.resolve({}), { toString: () => text });
  return moduleDefinition(code, 'add', base).url;
}

describe('the module that a thunk names', () => {
  test.each([
    ['as it is written', `() => import('./sums.js')`, 'file:///home/app/test/unit/sums.js'],
    ['in other quotes', '() => import(`../sums.js`)', 'file:///home/app/test/sums.js'],
    ['minified', '()=>import("./sums-3f2a.js")', 'file:///home/app/test/unit/sums-3f2a.js'],
    ['with a comment for a bundler', `() => import(/* webpackChunkName: "sums" */ './sums.js')`, 'file:///home/app/test/unit/sums.js'],
    ['with options', `() => import('./sums.js', { with: {} })`, 'file:///home/app/test/unit/sums.js'],
    ['as a function with a body', `function () { return import('./sums.js'); }`, 'file:///home/app/test/unit/sums.js'],
    ['by a URL', `() => import('https://example.org/sums.js')`, 'https://example.org/sums.js'],
    ['by Vite, near', `() => __vite_ssr_dynamic_import__("/test/unit/fixtures/sums.ts")`, 'file:///home/app/test/unit/fixtures/sums.ts'],
    ['by Vite, outside of its root', `() => __vite_ssr_dynamic_import__("/@fs/srv/sums.ts")`, 'file:///srv/sums.ts'],
  ])('%s', (_, text, url) => {
    expect(urlOf(text)).toBe(url);
  });

  test('by Vite, with nothing in common: below the working directory', () => {
    const here = new URL(`file://${process.cwd()}/test/unit/sums.test.ts`).href;
    expect(urlOf(`() => __vite_ssr_dynamic_import__("/src/sums.ts")`, here)).toBe(new URL(`file://${process.cwd()}/src/sums.ts`).href);
  });

  test.each([
    ['no import', '() => sums'],
    ['a specifier that is computed', '() => import(name)'],
    ['a template', `() => import(\`./\${name}.js\`)`],
  ])('cannot be found in %s', (_, text) => {
    expect(() => urlOf(text)).toThrow(
      /^Cannot find the module of "add": the first argument must be a thunk that imports a literal, is \(\) =>/,
    );
  });
});
