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

/** What workers start from: loaded at first use, and again when that failed. */
export class Starts {
  readonly #options: StartsOptions;
  readonly #byPool = new Map<Id | 'python', { readonly start: Promise<Start>; readonly askers: Set<Id> }>();
  #loading = 0;

  constructor(options: StartsOptions) {
    this.#options = options;
  }

  /** Something is on its way here. */
  get loading(): boolean {
    return this.#loading > 0;
  }

  get({ id, language, executor = id }: PoolSpec): Promise<Start> {
    const key = language ?? executor; // whatever interpreters run, they start from the same
    const present = this.#byPool.get(key);
    if (present !== undefined) {
      present.askers.add(id);
      return present.start;
    }
    this.#loading++;
    const { load, loadPython, failed } = this.#options;
    const start = (language === 'python' ? loadPython() : load(executor)).finally(() => this.#loading--);
    const askers = new Set([id]);
    this.#byPool.set(key, { start, askers });
    start.catch((error: Error) => {
      this.#byPool.delete(key);
      for (const pool of askers) failed(pool, loadFailure(error));
    });
    return start;
  }

  /** There may be better by now. */
  forget(pool: Id): void {
    this.#byPool.delete(pool);
  }
}
