/** Work of which the newest counts: what is under way is told to end, and the next begins when it has ended. */
export class Turns {
  #newest = new AbortController();
  #turn: Promise<void> = Promise.resolve();
  #ended = false;

  /**
   * Begins when what is under way has ended, unless something newer is asked for before.
   *
   * @param work ends soon after its signal, which says at once that something newer was asked for
   */
  begin(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (this.#ended) return this.#turn;
    this.#newest.abort();
    this.#newest = new AbortController();
    const { signal } = this.#newest;
    const before = this.#turn.catch(() => {}); // whoever began it hears of it
    this.#turn = before.then(() => (signal.aborted ? undefined : work(signal)));
    return this.#turn;
  }

  /** Ends what is under way; nothing begins any more. */
  async end(): Promise<void> {
    this.#ended = true;
    this.#newest.abort();
    await this.#turn.catch(() => {});
  }
}
