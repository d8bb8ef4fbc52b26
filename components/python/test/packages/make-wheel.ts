import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

export interface ZipFile {
  readonly name: string;
  readonly text: string;
  /** What the directory says of its size, where that is not the truth. */
  readonly size?: number;
  readonly link?: boolean;
}

/** A zip archive, its files not compressed. */
export function makeZip(files: readonly ZipFile[]): Uint8Array<ArrayBuffer> {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, text, size, link = false } of files) {
    const [nameBytes, data] = [Buffer.from(name), Buffer.from(text)];
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(0x0314, 4); // made on Unix, so that it has a mode
    for (const [header, from] of [[local, 4] as const, [central, 6] as const]) {
      header.writeUInt16LE(20, from);
      header.writeUInt16LE(0x0800, from + 2); // names are UTF-8
      header.writeUInt16LE(0x21, from + 8); // 1980-01-01
      header.writeUInt32LE(crc32(data), from + 10);
      header.writeUInt32LE(data.length, from + 14);
      header.writeUInt32LE(size ?? data.length, from + 18);
      header.writeUInt16LE(nameBytes.length, from + 22);
    }
    central.writeUInt32LE(((link ? 0o120777 : 0o100644) << 16) >>> 0, 38);
    central.writeUInt32LE(at, 42);
    parts.push(local, nameBytes, data);
    directory.push(central, nameBytes);
    at += 30 + nameBytes.length + data.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(at, 16);
  return new Uint8Array(Buffer.concat([...parts, ...directory, end]));
}

/** A wheel of pure Python, whose module answers what `text` says. */
export function makeWheel(files: readonly ZipFile[] = [], name = 'handmade') {
  const info = `${name}-1.0.dist-info`;
  const bytes = makeZip([
    { name: `${name}/__init__.py`, text: 'def answer():\n    return 42\n' },
    ...files,
    { name: `${info}/METADATA`, text: `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\nRequires-Python: >=3.10\n` },
    { name: `${info}/WHEEL`, text: 'Wheel-Version: 1.0\nGenerator: handmade\nRoot-Is-Purelib: true\nTag: py3-none-any\n' },
    { name: `${info}/RECORD`, text: '' },
  ]);
  return wheelOf(`${name}-1.0-py3-none-any.whl`, bytes);
}

/** Bytes with their own digest. */
export function wheelOf(file: string, bytes: Uint8Array<ArrayBuffer>) {
  return { file, bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}
