import type { Failure, Id, PoolSpec } from '../coordinator/events.ts';
import type { PythonStart } from '../python/python-service.ts';
import type { StartMessage } from '../worker/protocol.ts';
import { loadFailure } from './load-failure.ts';

/** What a worker of a pool starts from. */
export interface Start {
  readonly executor?: StartMessage;
  readonly python?: PythonStart;
}

export interface StartsOptions {
  /** Gets what the workers of an executor's pool start from. */
  readonly load: (pool: Id) => Promise<Start>;
  readonly loadPython: () => Promise<Start>;
  /** A pool's workers have nothing to start from. */
  readonly failed: (pool: Id, reason: Failure) => void;
}

/** What workers start from: loaded at a pool's first use, and again when that failed. */
export class Starts {
  readonly #options: StartsOptions;
  readonly #byPool = new Map<Id | 'python', Promise<Start>>();
  #loading = 0;

  constructor(options: StartsOptions) {
    this.#options = options;
  }

  /** Something is on its way here. */
  get loading(): boolean {
    return this.#loading > 0;
  }

  get({ id, language }: PoolSpec): Promise<Start> {
    const key = language ?? id; // whatever interpreters run, they start from the same
    const present = this.#byPool.get(key);
    if (present !== undefined) return present;
    this.#loading++;
    const { load, loadPython, failed } = this.#options;
    const start = (language === 'python' ? loadPython() : load(id)).finally(() => this.#loading--);
    this.#byPool.set(key, start);
    start.catch((error: Error) => {
      this.#byPool.delete(key);
      failed(id, loadFailure(error));
    });
    return start;
  }

  /** There may be better by now. */
  forget(pool: Id): void {
    this.#byPool.delete(pool);
  }
}
