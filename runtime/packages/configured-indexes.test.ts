import { expect, test } from 'vitest';
import { indexesOf } from './configured-indexes.ts';

test.each<[string, string[]]>([
  ['', []],
  ['[install]\nindex-url = https://a.example/simple\n', []],
  ['[global]\nindex-url = https://a.example/simple\n', ['https://a.example/simple']],
  [
    '# x\n[global]\ncert: /x\nindex-url: https://a.example/simple\n[install]\nindex-url = https://b.example\n',
    ['https://a.example/simple'],
  ],
  [
    '[global]\nindex-url=https://a.example/simple\nextra-index-url =\n    https://b.example/simple\n    https://c.example/simple\ncert = /x\n',
    ['https://a.example/simple', 'https://b.example/simple', 'https://c.example/simple'],
  ],
])('indexesOf(%j)', (ini, urls) => {
  expect(indexesOf(ini)).toEqual(urls);
});
