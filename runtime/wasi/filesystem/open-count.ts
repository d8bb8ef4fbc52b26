import { FileError } from './file-error.ts';

/** Files and folders that an instance may have open. */
const mostOpen = 256;

/** How many an instance has open: by descriptors, by their streams, by folders that are being read. */
export class OpenCount {
  #open = 0;

  /** Before one is opened. @throws {FileError} insufficient-memory */
  check(): void {
    if (this.#open >= mostOpen) throw new FileError('insufficient-memory');
  }

  add(): void {
    this.#open++;
  }

  remove(): void {
    this.#open--;
  }
}
