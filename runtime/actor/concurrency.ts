/** Ray's default for actors with async methods: calls that run at once. Of other actors one does. */
export const asyncConcurrency = 1000;

/** How many calls are sent ahead to an actor of which so many run at once. */
export function windowOf(concurrency: number): number {
  return Math.max(16, concurrency);
}
