import type { Logger } from '../logger.ts';
import type { ExecutorEvent } from './executor-event.ts';

/** Who listens to what happens to executors: from a runtime's start, though what makes them happen may come later. */
export class ExecutorWatch {
  readonly #logger: Logger;
  readonly #listeners = new Set<(event: ExecutorEvent) => void>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** @returns what ends it */
  add(listener: (event: ExecutorEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells whoever listens, and the logger. */
  emit(event: ExecutorEvent): void {
    const wrong =
      event.event === 'replacement-failed' || event.event === 'circuit-opened' || (event.event === 'executor-health' && !event.healthy);
    this.#logger[wrong ? 'warn' : 'info'](event);
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#logger.error({ event: 'listener-failed', message: (error as Error).message });
      }
    }
  }
}
