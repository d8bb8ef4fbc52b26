import type { DirectoryGrant } from '../../executor/executor-grants.ts';
import { FileError } from './file-error.ts';
import { openRoot, type Place } from './place.ts';

/** Bytes that may be written, unless the grant says otherwise. */
const usualBytes = 2 ** 30;
/** What a new file or folder counts as. */
const entryBytes = 4096;

/** A granted folder in this thread: all instances here share what may be written. */
export class GrantedDirectory {
  readonly guest: string;
  readonly root: Place;
  readonly write: boolean;
  #left: number;

  /** @throws the system's errors */
  constructor({ guest, host, write = false, maxBytesWritten = usualBytes }: DirectoryGrant, kind?: 'named') {
    this.guest = guest;
    this.write = write;
    this.root = openRoot(host, kind);
    this.#left = maxBytesWritten;
  }

  /** @throws {FileError} quota */
  charge(bytes: number): void {
    if (bytes > this.#left) throw new FileError('quota');
    this.#left -= bytes;
  }

  chargeEntry(): void {
    this.charge(entryBytes);
  }
}
