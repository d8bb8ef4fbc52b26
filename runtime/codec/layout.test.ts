import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { arrayKinds } from './array-kinds.ts';
import { extension } from './extensions.ts';
import { layout } from './layout.ts';
import { ValueCodec } from './value-codec.ts';

const codec = new ValueCodec({ idOf: () => undefined, fromId: () => ({}) });

/** The comment at the top of a file of this folder. */
function page(file: string): string {
  const text = fs.readFileSync(new URL(file, import.meta.url), 'utf8');
  return text.slice(0, text.search(/^[^/]/m)).replaceAll(/^\/\/ ?/gm, '');
}

/** The cells of a table's rows, without its head. */
function rows(text: string): string[][] {
  const lines = text.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}

describe('the documented format is the written one', () => {
  const picture = page('layout.ts');

  test('magic number, places and alignment of the picture', () => {
    const [, first, last] = /\| ([0-9A-F ]{8}) \|[\s\S]*?\| ([0-9A-F]{2}) {2}/.exec(picture)!;
    const magic = `${first} ${last}`.split(' ').map((digits) => Number.parseInt(digits, 16));
    expect(magic).toEqual([...layout.magic]);
    const places = /byte 0 +(\d+) +(\d+) +(\d+) +(\d+) +(\d+) \+ (\d+) n/.exec(picture)!.slice(1).map(Number);
    expect(places).toEqual([layout.headerLength, layout.count, layout.count + 4, layout.table, layout.table, layout.entry]);
    expect(picture.match(/\d+(?= bytes)/g)!.map(Number)).toEqual([layout.alignment, layout.alignment]);
  });

  test('a value lies as the picture says', () => {
    const buffers = [new Uint8Array(300).fill(1), new Float64Array(64).fill(2), new Uint8Array(257).fill(3)];
    const bytes = codec.encode(buffers).toBytes();
    const view = new DataView(bytes.buffer);
    const headerLength = view.getUint32(4, true);
    expect([...bytes.subarray(0, 4)]).toEqual([0xc1, 0x50, 0x52, 1]);
    expect([view.getUint32(8, true), view.getUint32(12, true)]).toEqual([3, 0]);
    let end = 16 + 3 * 16 + headerLength;
    expect(bytes[16 + 3 * 16]).toBe(0x93);
    for (const [i, buffer] of buffers.entries()) {
      const offset = Number(view.getBigUint64(16 + 16 * i, true));
      expect(offset).toBe(Math.ceil(end / 64) * 64);
      expect(bytes.subarray(end, offset)).toEqual(new Uint8Array(offset - end));
      expect(view.getBigUint64(24 + 16 * i, true)).toBe(BigInt(buffer.byteLength));
      end = offset + buffer.byteLength;
      expect(Buffer.compare(bytes.subarray(offset, end), new Uint8Array(buffer.buffer))).toBe(0);
    }
    expect(bytes.byteLength).toBe(end);
  });

  test('what lies between is zero in memory that was used before', () => {
    const encoded = codec.encode([new Uint8Array(300), new Uint8Array(300)]);
    const used = new Uint8Array(encoded.byteLength).fill(0xff);
    encoded.write(used);
    expect(used).toEqual(encoded.toBytes());
  });

  test('a target that is too small is refused', () => {
    for (const value of ['text', [new Uint8Array(300)]]) {
      const encoded = codec.encode(value);
      expect(() => encoded.write(new Uint8Array(encoded.byteLength - 1))).toThrow(RangeError);
    }
  });

  test('the numbers of the extensions', () => {
    const documented = rows(page('extensions.ts')).filter(([type]) => type !== '');
    expect(Object.fromEntries(documented.map(([type, name]) => [name, Number(type)]))).toEqual(extension);
    const heads = documented.filter(([, , form]) => form === 'head').map(([type]) => Number(type));
    expect(Math.min(...heads)).toBe(extension.graph);
    expect(heads).toHaveLength(extension.registered - extension.graph + 1);
  });

  test('the kinds of arrays', () => {
    const documented = rows(page('array-kinds.ts')).map(([kind, name, bytes]) => [Number(kind), { name, bytes: Number(bytes) }]);
    expect(documented).toEqual([...arrayKinds.entries()]);
  });
});
