import type { ActorOptions, RemoteClass } from '../actor/actor-types.ts';
import { remoteClass } from '../actor/remote-class.ts';
import type { Definition } from '../coordinator/events.ts';
import { ExecutorNotFoundError, TaskCancelledError, WorkerCrashedError } from '../errors.ts';
import type { ObjectRef } from '../object/object-ref.ts';
import { getOne } from '../task/get.ts';
import { type FunctionOrigin, remoteFunction } from '../task/remote-function.ts';
import type { Runtime } from '../task/runtime.ts';
import { checkTaskOptions } from '../task/task-options.ts';
import type { RemoteFunction, TaskOptions } from '../task/types.ts';
import { scriptName } from './python-service.ts';

/** How a program runs. */
export interface PythonRunOptions {
  /** Names it in tracebacks, and is its `sys.argv[0]`. */
  readonly filename?: string;
  /** The rest of `sys.argv`. */
  readonly args?: readonly string[];
  /** Interrupts it. */
  readonly signal?: AbortSignal;
}

/** How `PythonService` tells the end of an interpreter that was asked for. */
const exited = /it called os\._exit\((-?\d+)\)$/;

/** The longest that a task can be given. */
const forever = 2 ** 31 - 1;

/** Where a Python function or class is found: in the text of a module, or in one that can be imported. */
export type PythonSource = string | { readonly module: string };

/**
 * Python functions and classes as tasks and actors, in interpreters of their own. Arguments become what they are in
 * Python: whole numbers int, objects dict, typed arrays memoryviews (NumPy arrays where NumPy is imported), `null` and
 * `undefined` None; results likewise, arrays back as typed arrays, and NumPy's as `{ data, dimensions }`.
 */
export class Python {
  readonly #runtime: () => Runtime;
  readonly #present: boolean;

  /** @internal */
  constructor(runtime: () => Runtime, present: boolean) {
    this.#runtime = runtime;
    this.#present = present;
  }

  /**
   * A Python function as a task.
   *
   * @example
   * const double = ray.python.remote('def double(x): return 2 * x', 'double');
   * await ray.get(double.remote(21)); // 42
   */
  remote<P extends readonly unknown[] = unknown[], R = unknown>(
    source: PythonSource,
    name: string,
    options: TaskOptions = {},
  ): RemoteFunction<P, R, 1> {
    return remoteFunction(this.#origin(source, name), checkTaskOptions(options)) as unknown as RemoteFunction<P, R, 1>;
  }

  /**
   * A Python class as an actor.
   *
   * @typeParam A its methods
   */
  actor<P extends readonly unknown[] = unknown[], A extends object = Record<string, (...args: unknown[]) => unknown>>(
    source: PythonSource,
    name: string,
    options: ActorOptions = {},
  ): RemoteClass<P, A> {
    return remoteClass(this.#origin(source, name), options) as unknown as RemoteClass<P, A>;
  }

  /**
   * Runs a program as `python FILE` would, in an interpreter of its own; there `import miniray` reaches this runtime. What
   * it prints goes to this process's output, the traceback of what it does not catch to standard error.
   *
   * @returns its exit code: 0, what it gave `sys.exit` or `os._exit`, or 1 after an exception
   * @throws {WorkerCrashedError} when its interpreter ended
   * @throws {TaskCancelledError} when `signal` was aborted, KeyboardInterrupt was raised in it, and it went on for three seconds
   */
  async run(source: string, { filename = '<script>', args = [], signal }: PythonRunOptions = {}): Promise<number> {
    const origin = this.#origin({ module: '_miniray_core' }, '_script');
    // a program may hold its interpreter for as long as it likes: it has it to itself
    const main = remoteFunction(origin, checkTaskOptions({ name: scriptName, numCpus: 0, timeoutMs: forever, maxRetries: 0 }));
    signal?.throwIfAborted();
    const { core } = this.#runtime();
    const ref = main.remote(source, filename, args) as unknown as ObjectRef<number>;
    const stop = () => core.channel.send({ type: 'stop', task: ref.number });
    signal?.addEventListener('abort', stop, { once: true });
    try {
      return (await getOne(core, ref)) as number;
    } catch (error) {
      if (signal?.aborted) throw new TaskCancelledError(`"${filename}" was stopped`, { cause: signal.reason });
      const code = error instanceof WorkerCrashedError ? exited.exec(error.message)?.[1] : undefined;
      if (code !== undefined) return Number(code) & 0xff;
      throw error;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  #origin(source: PythonSource, name: string): FunctionOrigin {
    if (!this.#present)
      throw new ExecutorNotFoundError('Cannot run Python: no executor given to init brings interpreters; add "python" of "polyray-python"');
    if (typeof name !== 'string' || name === '') throw new TypeError(`name must be the name of a Python function, is ${String(name)}`);
    return { definition: definitionOf(source, name), code: undefined, numbers: new WeakMap(), runtime: this.#runtime };
  }
}

function definitionOf(source: PythonSource, name: string): Definition {
  if (typeof source === 'string') return { kind: 'python', name, source };
  if (typeof source?.module === 'string') return { kind: 'python-module', name, module: source.module };
  throw new TypeError(`source must be Python's text or { module }, is ${String(source)}`);
}
