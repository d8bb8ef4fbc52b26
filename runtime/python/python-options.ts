import type { PythonMount } from './python-mount.ts';
import type { PythonWheel } from './python-service.ts';

/** How interpreters are to be. */
export interface PythonOptions {
  /**
   * All memory of one interpreter, 64 MiB to 4 GiB; past it Python raises MemoryError, and the worker is replaced after the
   * task. Default: 4 GiB.
   */
  readonly memoryBytes?: number;
  /** Packages that every interpreter has, as `installLock` of `polyray python install` fetches them. Default: none. */
  readonly wheels?: readonly PythonWheel[];
  /**
   * Folders of this machine that every interpreter finds, those of tasks included. A convenience and no isolation: Python
   * can do what this process can. Default: none.
   */
  readonly mounts?: readonly PythonMount[];
  /** What interpreters begin in: an absolute path, a mount's or below one. Default: a folder of the interpreter's own. */
  readonly workingDirectory?: string;
  /** Folders in which interpreters look for modules first: absolute paths of their own. Default: none. */
  readonly importFrom?: readonly string[];
}
