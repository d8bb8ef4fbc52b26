import type { ExecutorGrants } from '../executor/executor-grants.ts';
import { WasiInstance } from './wasi-instance.ts';
import type { WasiThread } from './wasi-thread.ts';

/** The grants of one executor in this thread. */
export class Wasi {
  readonly #grants: ExecutorGrants;
  readonly #thread: WasiThread;

  /** @param grants as `resolveGrants` gives them */
  static async load(grants: ExecutorGrants, thread: WasiThread): Promise<Wasi> {
    return new Wasi(grants, thread);
  }

  private constructor(grants: ExecutorGrants, thread: WasiThread) {
    this.#grants = grants;
    this.#thread = thread;
  }

  /** For a fresh instance. */
  instance(): WasiInstance {
    return new WasiInstance(this.#grants, this.#thread);
  }
}
