import { describe, expect, test } from 'vitest';
import { lintWit, packageOf } from './wit.ts';

describe('lintWit()', () => {
  test('accepts documented items', () => {
    const text =
      '/// Nouns.\ninterface types {\n  /// A list.\n  record a {\n    /// Its name.\n    name: string,\n  }\n  /// Runs.\n  run: func() -> string;\n}\n';
    expect(lintWit('x.wit', text)).toEqual([]);
  });

  test.each([
    ['interface types {', 'interface types {\n}\n'],
    ['a field', '/// T.\nrecord a {\n  name: string,\n}\n'],
    ['an enum case', '/// T.\nenum a {\n  one,\n}\n'],
    ['a variant case', '/// T.\nvariant a {\n  one(string),\n}\n'],
    ['an escaped case', '/// T.\nenum a {\n  %bool,\n}\n'],
    ['a function', '/// T.\ninterface a {\n  run: func();\n}\n'],
  ])('finds that %s is not documented', (_, text) => {
    expect(lintWit('x.wit', text)).toHaveLength(1);
  });

  test('names the file and the line', () => {
    expect(lintWit('wit/a.wit', '/// T.\nenum a {\n  one,\n}\n')).toEqual(['wit/a.wit:3: "one," is not documented']);
  });
});

test('packageOf() reads the package line', () => {
  expect(packageOf('package a:b@0.1.0;\n')).toBe('a:b@0.1.0');
  expect(packageOf('interface a {}')).toBeUndefined();
});
