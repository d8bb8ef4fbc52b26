// A file holds one block:
//
//   0          4          8        16       24        32
//   +----------+----------+--------+--------+---------+-----//------+
//   | magic    | checksum | block  | length | runtime | the block's |
//   | u32      | u32      | f64    | f64    | 8 bytes | bytes       |
//   +----------+----------+--------+--------+---------+-----//------+
//
// Numbers are little-endian. The checksum is the CRC-32 of everything behind it: a file that was torn, changed or belongs
// to another runtime is refused.
import { closeSync, fstatSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import type { SpillFiles } from './platform.ts';
import { makeSpillDirectory } from './spill-directories.ts';

const magic = 0x5053_5250;
const headerBytes = 32;
/** What one call takes at most: systems refuse to read or write 2 GiB. */
const partBytes = 2 ** 30;

/** Spilled objects in a directory of the runtime's own, which is made with the first of them. */
export class NodeSpillFiles implements SpillFiles {
  readonly #parent: string | undefined;
  /** Tells this runtime's files from another's. */
  readonly #runtime = crypto.getRandomValues(new Uint8Array(8));
  #directory: string | undefined;
  #closed = false;

  /** @param parent Where the directory is made. Default: the system's place for temporary files. */
  constructor(parent: string | undefined) {
    this.#parent = parent;
  }

  write(block: number, bytes: Uint8Array): boolean {
    if (this.#closed) return false;
    try {
      this.#directory ??= makeSpillDirectory(this.#parent);
      const file = openSync(this.#file(block), 'wx', 0o600);
      try {
        writeAll(file, this.#header(block, bytes));
        writeAll(file, bytes);
      } finally {
        closeSync(file);
      }
      return true;
    } catch {
      this.forget(block);
      return false;
    }
  }

  read(block: number, into: Uint8Array): boolean {
    if (this.#directory === undefined) return false;
    try {
      const file = openSync(this.#file(block), 'r');
      try {
        const header = new Uint8Array(headerBytes);
        if (fstatSync(file).size !== headerBytes + into.byteLength) return false;
        return readAll(file, header, 0) && readAll(file, into, headerBytes) && Buffer.compare(header, this.#header(block, into)) === 0;
      } finally {
        closeSync(file);
      }
    } catch {
      return false;
    }
  }

  forget(block: number): void {
    if (this.#directory !== undefined) remove(this.#file(block));
  }

  close(): void {
    this.#closed = true;
    if (this.#directory !== undefined) remove(this.#directory);
    this.#directory = undefined;
  }

  #file(block: number): string {
    return path.join(this.#directory!, `${block}.block`);
  }

  #header(block: number, bytes: Uint8Array): Uint8Array {
    const header = new Uint8Array(headerBytes);
    const view = new DataView(header.buffer);
    view.setFloat64(8, block, true);
    view.setFloat64(16, bytes.byteLength, true);
    header.set(this.#runtime, 24);
    let checksum = crc32(header.subarray(8));
    for (let at = 0; at < bytes.byteLength; at += partBytes) checksum = crc32(bytes.subarray(at, at + partBytes), checksum);
    view.setUint32(4, checksum, true);
    view.setUint32(0, magic, true);
    return header;
  }
}

/** What cannot be removed now is, at the process's end or by the next one. */
function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // somebody has it open
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.byteLength; ) at += writeSync(file, bytes, at, Math.min(partBytes, bytes.byteLength - at));
}

function readAll(file: number, into: Uint8Array, from: number): boolean {
  for (let at = 0; at < into.byteLength; ) {
    const count = readSync(file, into, at, Math.min(partBytes, into.byteLength - at), from + at);
    if (count === 0) return false;
    at += count;
  }
  return true;
}
