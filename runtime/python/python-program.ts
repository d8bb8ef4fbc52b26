import { WorkerCrashedError } from '../errors.ts';
import type { ObjectRef } from '../object/object-ref.ts';
import { getOne } from '../task/get.ts';
import type { Runtime } from '../task/runtime.ts';
import type { ReadLine, TaskInputs } from './task-inputs.ts';

/** @internal The driver's. */
export interface PythonRuntime extends Runtime {
  readonly inputs: TaskInputs;
}

/** How `PythonService` tells the end of an interpreter that was asked for. */
const exited = /it called os\._exit\((-?\d+)\)$/;

/** A program that was started. */
export class PythonProgram {
  /**
   * Resolves when it has ended: 0, what it gave `sys.exit` or `os._exit`, 130 after a KeyboardInterrupt, or 1 after another
   * exception. Rejects with a PolyrayError when it was ended from outside.
   */
  readonly exitCode: Promise<number>;
  readonly #runtime: PythonRuntime;
  readonly #ref: ObjectRef<number>;

  /** @internal */
  constructor(runtime: PythonRuntime, ref: ObjectRef<number>, stdin: ReadLine | undefined) {
    this.#runtime = runtime;
    this.#ref = ref;
    if (stdin !== undefined) runtime.inputs.set(ref.number, stdin);
    this.exitCode = this.#ended();
    this.exitCode.catch(() => {}); // for whoever looks
  }

  /** Raises KeyboardInterrupt in it, which it may catch to go on. One that has not begun never does. */
  interrupt(): void {
    this.#send(false);
  }

  /** The same; when it goes on for three seconds all the same, it is ended. */
  stop(): void {
    this.#send(true);
  }

  #send(end: boolean): void {
    this.#runtime.core.channel.send({ type: 'stop', task: this.#ref.number, end });
  }

  async #ended(): Promise<number> {
    try {
      return (await getOne(this.#runtime.core, this.#ref)) as number;
    } catch (error) {
      const code = error instanceof WorkerCrashedError ? exited.exec(error.message)?.[1] : undefined;
      if (code !== undefined) return Number(code) & 0xff;
      throw error;
    } finally {
      this.#runtime.inputs.delete(this.#ref.number);
    }
  }
}
