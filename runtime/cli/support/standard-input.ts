/** The process's own standard input, whatever it is. Nothing is read before somebody asks; dispose of it, or the process may not end. */
export class StandardInput {
  #chunks: AsyncIterator<Uint8Array> | undefined;

  /** What there is next, of a terminal a line; null at the end. */
  async read(): Promise<Uint8Array | null> {
    this.#chunks ??= process.stdin[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
    const { done, value } = await this.#chunks.next();
    return done === true ? null : value;
  }

  [Symbol.dispose](): void {
    if (this.#chunks !== undefined) process.stdin.destroy();
  }
}
