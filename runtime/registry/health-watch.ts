import type { ExecutorHealth } from '../executor/executor-health.ts';
import { unref } from '../transport/unref.ts';

/** Asks again and again how executors are, and says what has changed. */
export class HealthWatch {
  readonly #ask: () => Promise<readonly ExecutorHealth[]>;
  readonly #tell: (health: ExecutorHealth) => void;
  readonly #healthy = new Map<string, boolean>();
  readonly #everyMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #over = false;

  constructor(everyMs: number, ask: () => Promise<readonly ExecutorHealth[]>, tell: (health: ExecutorHealth) => void) {
    this.#everyMs = everyMs;
    this.#ask = ask;
    this.#tell = tell;
    this.#plan();
  }

  end(): void {
    this.#over = true;
    clearTimeout(this.#timer);
  }

  /** The next time comes so long after this one was answered: what is slow is not asked more and more. */
  #plan(): void {
    if (this.#over) return;
    this.#timer = setTimeout(() => {
      this.#look().then(
        () => this.#plan(),
        () => this.#plan(), // the host is about to end
      );
    }, this.#everyMs);
    unref(this.#timer);
  }

  async #look(): Promise<void> {
    for (const health of await this.#ask()) {
      if (this.#over || (this.#healthy.get(health.executor) ?? true) === health.healthy) continue;
      this.#healthy.set(health.executor, health.healthy);
      this.#tell(health);
    }
  }
}
