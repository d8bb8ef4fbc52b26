import fs from 'node:fs';
import { FileError } from './file-error.ts';
import type { GrantedDirectory } from './granted-directory.ts';
import type { OpenCount } from './open-count.ts';

/** Read at once, however much is asked for. */
const mostBytes = 2 ** 20;

/** A file that a descriptor and its streams share: closed with the last of them. */
export class OpenFile {
  readonly fd: number;
  readonly directory: GrantedDirectory;
  readonly #open: OpenCount;
  #users = 1;

  constructor(fd: number, directory: GrantedDirectory, open: OpenCount) {
    this.fd = fd;
    this.directory = directory;
    this.#open = open;
    open.add();
  }

  share(): this {
    this.#users++;
    return this;
  }

  close(): void {
    if (--this.#users > 0) return;
    this.#open.remove();
    fs.closeSync(this.fd);
  }

  get size(): number {
    return fs.fstatSync(this.fd).size;
  }

  read(length: number, offset: number): Uint8Array {
    const bytes = new Uint8Array(Math.min(length, mostBytes));
    return bytes.subarray(0, fs.readSync(this.fd, bytes, 0, bytes.length, offset));
  }

  /** All of it. @throws {FileError} quota */
  write(bytes: Uint8Array, offset: number): void {
    this.directory.charge(bytes.length);
    for (let done = 0; done < bytes.length; ) done += fs.writeSync(this.fd, bytes, done, bytes.length - done, offset + done);
  }

  /** What is added counts as written. @throws {FileError} quota */
  resize(size: number): void {
    this.directory.charge(Math.max(0, size - this.size));
    fs.ftruncateSync(this.fd, size);
  }
}

/** As a number. @throws {FileError} beyond 2^53 */
export function offsetOf(offset: bigint): number {
  if (offset > Number.MAX_SAFE_INTEGER) throw new FileError('file-too-large');
  return Number(offset);
}
