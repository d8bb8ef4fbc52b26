import type { ExecutorGrants } from '../executor/executor-grants.ts';
import { type Machine, WasiInstance } from './wasi-instance.ts';
import type { WasiThread } from './wasi-thread.ts';

/** The grants of one executor in this thread. */
export class Wasi {
  readonly #grants: ExecutorGrants;
  readonly #thread: WasiThread;
  readonly #machine: Machine;

  /** @param grants as `resolveGrants` gives them */
  static async load(grants: ExecutorGrants, thread: WasiThread): Promise<Wasi> {
    // there need be no files where no folder is granted
    const { directories } = grants;
    const files = directories && (await import('./filesystem/granted-files.ts')).grantedFiles(directories);
    const fetcher = grants.http && (await (await import('./http/start-fetcher.ts')).startFetcher());
    return new Wasi(grants, thread, { files, fetcher });
  }

  private constructor(grants: ExecutorGrants, thread: WasiThread, machine: Machine) {
    this.#grants = grants;
    this.#thread = thread;
    this.#machine = machine;
  }

  /** Gives back what it holds for its instances, which must have ended. With its thread, all of that ends by itself. */
  async close(): Promise<void> {
    this.#machine.files?.close();
    await this.#machine.fetcher?.close();
  }

  /** For a fresh instance. */
  instance(): WasiInstance {
    return new WasiInstance(this.#grants, this.#thread, this.#machine);
  }
}
