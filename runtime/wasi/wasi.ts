import type { ExecutorGrants } from '../executor/executor-grants.ts';
import { type MakeFiles, WasiInstance } from './wasi-instance.ts';
import type { WasiThread } from './wasi-thread.ts';

/** The grants of one executor in this thread. */
export class Wasi {
  readonly #grants: ExecutorGrants;
  readonly #thread: WasiThread;
  readonly #files: MakeFiles | undefined;

  /** @param grants as `resolveGrants` gives them */
  static async load(grants: ExecutorGrants, thread: WasiThread): Promise<Wasi> {
    // there need be no files where no folder is granted
    const { directories } = grants;
    const files = directories && (await import('./filesystem/granted-files.ts')).grantedFiles(directories);
    return new Wasi(grants, thread, files);
  }

  private constructor(grants: ExecutorGrants, thread: WasiThread, files: MakeFiles | undefined) {
    this.#grants = grants;
    this.#thread = thread;
    this.#files = files;
  }

  /** For a fresh instance. */
  instance(): WasiInstance {
    return new WasiInstance(this.#grants, this.#thread, this.#files);
  }
}
