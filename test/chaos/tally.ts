/** What has happened so far. */
export class Tally {
  /** By operation and outcome. */
  readonly outcomes = new Map<string, number>();
  /** What is waited for now, and since when. */
  readonly pending = new Map<object, { readonly what: string; readonly sinceMs: number }>();
  /** Grows with every outcome. */
  moves = 0;

  count(operation: string, outcome: string): void {
    const key = `${operation}: ${outcome}`;
    this.outcomes.set(key, (this.outcomes.get(key) ?? 0) + 1);
    this.moves++;
  }

  /** Notes what is waited for while it is. */
  async watch<T>(what: string, promise: Promise<T>): Promise<T> {
    const key = {};
    this.pending.set(key, { what, sinceMs: performance.now() });
    try {
      return await promise;
    } finally {
      this.pending.delete(key);
      this.moves++;
    }
  }
}
