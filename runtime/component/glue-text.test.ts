import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { versionOf } from '../../build/component.ts';
import { glueVersion, quietGlue } from './glue-text.ts';

const log = 'const _debugLog = (...args) => {\n    if (!debug) { return; }\n    console.debug(...args);\n  }\n';

test('the version that caches are kept by is that of the transpiler', () => {
  const version = versionOf('@bytecodealliance/jco-transpile', createRequire(import.meta.url));
  expect(glueVersion).toContain(`jco-transpile ${version},`);
});

test.each([
  ["_debugLog('a', { b: f(c) });", 'void 0;'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code
  ["_debugLog('(', `${ [')'].map((x) => `${x})`) } \\` (`, \"\\\")\");", 'void 0;'],
  ["if (x) _debugLog('y'); else z();", 'if (x) void 0; else z();'],
  ['a(); _debugLog(1); b(); _debugLog(2);', 'a(); void 0; b(); void 0;'],
])('quietGlue() takes away %s', (call, left) => {
  expect(quietGlue(`${log}${call}`)).toBe(left);
});

test('quietGlue() says when jco has changed', () => {
  expect(() => quietGlue('const x = 1;')).toThrow('this version has no _debugLog');
  expect(() => quietGlue(`${log}_debugLog('x'`)).toThrow('a call of _debugLog has no end');
  expect(() => quietGlue(`${log}_debugLog('x`)).toThrow('a text has no end');
});
