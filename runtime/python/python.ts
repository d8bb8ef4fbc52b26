import type { ActorOptions, RemoteClass } from '../actor/actor-types.ts';
import { remoteClass } from '../actor/remote-class.ts';
import type { Definition } from '../coordinator/events.ts';
import { TaskCancelledError } from '../errors.ts';
import type { ObjectRef } from '../object/object-ref.ts';
import { type FunctionOrigin, remoteFunction } from '../task/remote-function.ts';
import { checkTaskOptions } from '../task/task-options.ts';
import type { RemoteFunction, TaskOptions } from '../task/types.ts';
import { PythonProgram, type PythonRuntime } from './python-program.ts';
import { PythonSession, type PythonSessionOptions } from './python-session.ts';
import { registerPythonTypes } from './register-python-types.ts';
import { scriptName } from './script-name.ts';
import { checkReader, type ReadLine } from './task-inputs.ts';

/** How a program starts. */
export interface PythonStartOptions {
  /** Names it in tracebacks, and is its `sys.argv[0]`. */
  readonly filename?: string;
  /** The rest of `sys.argv`. */
  readonly args?: readonly string[];
  /**
   * Called each time the program reads on standard input and has nothing left: gives a line, whose end is added where it has
   * none, or bytes as they are; null at the end. Default: it is at its end, as it always is for tasks.
   */
  readonly stdin?: ReadLine;
}

/** How a program runs. */
export interface PythonRunOptions extends PythonStartOptions {
  /** Stops it. */
  readonly signal?: AbortSignal;
}

/** Of a program that a KeyboardInterrupt ended. */
const interruptedCode = 130;
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
  readonly #runtime: () => PythonRuntime;
  readonly #waits: boolean;

  /**
   * @internal
   * @param waits whether the threads of interpreters may stand still
   */
  constructor(runtime: () => PythonRuntime, waits: boolean) {
    this.#runtime = runtime;
    this.#waits = waits;
    registerPythonTypes();
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
   * @returns its exit code: 0, what it gave `sys.exit` or `os._exit`, 130 after a KeyboardInterrupt, or 1 after another exception
   * @throws {WorkerCrashedError} when its interpreter ended
   * @throws {TaskCancelledError} when `signal` was aborted and it did not catch the KeyboardInterrupt, or went on for three seconds
   */
  async run(source: string, options: PythonRunOptions = {}): Promise<number> {
    const { filename = '<script>', signal } = options;
    signal?.throwIfAborted();
    const program = this.start(source, options);
    const stop = () => program.stop();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      const code = await program.exitCode;
      if (code !== interruptedCode || !signal?.aborted) return code;
    } catch (error) {
      if (!signal?.aborted) throw error;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
    throw new TaskCancelledError(`"${filename}" was stopped`, { cause: signal.reason });
  }

  /**
   * Starts a program as `run` does, and leaves it running.
   *
   * @example
   * const program = ray.python.start('import time; time.sleep(60)');
   * program.interrupt();
   * await program.exitCode; // 130
   */
  start(source: string, { filename = '<script>', args = [], stdin }: PythonStartOptions = {}): PythonProgram {
    if (typeof source !== 'string') throw new TypeError(`source must be Python's text, is ${String(source)}`);
    checkReader(stdin);
    const origin = this.#origin({ module: '_miniray_core.script' }, 'run_script');
    // a program may hold its interpreter for as long as it likes: it has it to itself
    const main = remoteFunction(origin, checkTaskOptions({ name: scriptName, numCpus: 0, timeoutMs: forever, maxRetries: 0 }));
    const ref = main.remote(source, filename, args) as unknown as ObjectRef<number>;
    return new PythonProgram(this.#runtime(), ref, stdin);
  }

  /**
   * An interpreter that runs cells, as a notebook does.
   *
   * @example
   * using session = ray.python.session();
   * await session.run('x = 20');
   * await session.run('x + 1'); // 21
   */
  session(options: PythonSessionOptions = {}): PythonSession {
    checkReader(options.stdin);
    const type = remoteClass(this.#origin({ module: 'miniray._session' }, 'Session'), { maxConcurrency: 1 });
    return new PythonSession(this.#runtime(), type.remote(this.#waits) as object, options);
  }

  #origin(source: PythonSource, name: string): FunctionOrigin {
    if (typeof name !== 'string' || name === '') throw new TypeError(`name must be the name of a Python function, is ${String(name)}`);
    return { definition: definitionOf(source, name), code: undefined, numbers: new WeakMap(), runtime: this.#runtime };
  }
}

function definitionOf(source: PythonSource, name: string): Definition {
  if (typeof source === 'string') return { kind: 'python', name, source };
  if (typeof source?.module === 'string') return { kind: 'python-module', name, module: source.module };
  throw new TypeError(`source must be Python's text or { module }, is ${String(source)}`);
}
