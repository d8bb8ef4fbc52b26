import { expect, test } from 'vitest';
import { untar } from './untar.ts';

function entry(name: string, content: string, kind = '0', prefix = ''): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(content.length.toString(8).padStart(11, '0'), 124);
  header.write('        ', 148);
  header.write(kind, 156);
  header.write('ustar\0', 257);
  header.write(prefix, 345);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const body = Buffer.alloc(Math.ceil(content.length / 512) * 512);
  body.write(content);
  return Buffer.concat([header, body]);
}
const end = Buffer.alloc(1024);
const textOf = (files: Map<string, Uint8Array>) => [...files].map(([name, bytes]) => [name, Buffer.from(bytes).toString()]);

test('regular files come out whole, with their prefix; folders and links do not', () => {
  const long = 'x'.repeat(513);
  const archive = Buffer.concat([
    entry('a/', '', '5'),
    entry('a/b.c', 'int b;'),
    entry('l', '', '2'),
    entry('c.h', long, '0', 'p/q'),
    entry('e', ''),
    end,
  ]);
  expect(textOf(untar(archive))).toEqual([
    ['a/b.c', 'int b;'],
    ['p/q/c.h', long],
    ['e', ''],
  ]);
});

test('an archive that ends too early says where', () => {
  const archive = Buffer.concat([entry('a.c', 'x'.repeat(600)), end]);
  expect(() => untar(archive.subarray(0, 1000))).toThrow('Cannot unpack "a.c": the archive ends at byte 1000, inside it');
  expect(() => untar(archive.subarray(0, 1536))).toThrow('it ends at byte 1536, inside a header');
  expect(() => untar(new Uint8Array())).toThrow('it ends at byte 0');
});

test('a damaged header is noticed', () => {
  const archive = Buffer.concat([entry('a.c', 'x'), entry('b.c', 'y'), end]);
  archive[1024 + 2]! ^= 1;
  expect(() => untar(archive)).toThrow('the header at byte 1024 is damaged');
});
