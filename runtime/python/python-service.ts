import { asyncConcurrency } from '../actor/concurrency.ts';
import type { Definition, Id, TaskSpec } from '../coordinator/events.ts';
import { Executors } from '../executors.ts';
import { executorOf } from '../registry/executor-of.ts';
import type { CoreWorker } from '../task/core-worker.ts';
import { currentRuntime, type TaskPools } from '../task/runtime.ts';
import { type Language, type LanguageCode, LanguageEndedError } from '../worker/language.ts';
import { PlacedResult } from '../worker/placed-result.ts';
import { pythonic, Transfer } from './bridge/transfer.ts';
import type { Interpreter, InterpreterModule, PreparedInterpreter, PyProxy, UnsoundInterpreter } from './interpreter-module.ts';
import { InterruptCell } from './interrupt-cell.ts';
import { ArgumentPlace } from './pickle-parts.ts';
import { pythonBridge } from './python-bridge.ts';
import { PythonError } from './python-error.ts';
import { PythonInput } from './python-input.ts';
import type { FoundMount } from './python-mount.ts';
import { PythonCall, PythonValue } from './python-value.ts';
import { PythonWindow } from './python-window.ts';
import { keepPythonValues, registerPythonTypes } from './register-python-types.ts';
import { scriptName } from './script-name.ts';

/** How an interpreter's thread is set up; can be posted. */
export interface PythonSetup {
  /** URL of the module that starts interpreters. */
  readonly module: string;
  /** What that module is given. */
  readonly options: unknown;
  /** The stack that a thread needs, in bytes. */
  readonly stackBytes: number;
  /** All memory of an interpreter; undefined: what WebAssembly can address. */
  readonly memoryBytes: number | undefined;
  /** Packages that every interpreter has. */
  readonly wheels: readonly PythonWheel[];
  readonly files: PythonFiles;
}

/** What interpreters find of the machine's files. */
export interface PythonFiles {
  readonly mounts: readonly FoundMount[];
  /** What they begin in; undefined: their own. */
  readonly workingDirectory: string | undefined;
  /** Where modules are looked for first. */
  readonly importFrom: readonly string[];
}

/** A package as its wheel, which is checked before it is laid. */
export interface PythonWheel {
  /** Its file's name, which says what it is for. */
  readonly file: string;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What an interpreter's thread starts from; can be posted. */
export interface PythonStart {
  readonly module: string;
  readonly memoryBytes: number | undefined;
  readonly files: PythonFiles;
  readonly prepared: PreparedInterpreter;
}

export interface PythonServiceOptions {
  readonly start: PythonStart;
  readonly core: CoreWorker;
  readonly pools: TaskPools;
  /** A 2 in its first byte interrupts what runs. */
  readonly interruptBuffer: SharedArrayBuffer | undefined;
  readonly print: (stream: 'stdout' | 'stderr', line: string, ended: boolean) => void;
  /** The name of the task that runs. */
  readonly currentName: () => string | undefined;
  /** The interpreter can take no further task. */
  readonly onUnsound: (reason: UnsoundInterpreter) => void;
}

/** What Python returns instead of the length of a pickle; see `_miniray_core/codes.py`. */
const large = -1;
const failed = -2;
const stream = -3;
const promise = -4;
const end = -5;
const asyncStream = -6;
const exit = -7;
/** Instead of the number of results. */
const streams = -1;

interface Parts {
  readonly interpreter: Interpreter;
  readonly core: CoreWorker;
  readonly pools: TaskPools;
  readonly cell: InterruptCell | undefined;
  readonly onUnsound: (reason: UnsoundInterpreter) => void;
}

class Slot {
  readonly number: number;

  constructor(number: number) {
    this.number = number;
  }
}

/** Tasks and actors in a Python interpreter in this thread. */
export class PythonService implements Language {
  readonly #interpreter: Interpreter;
  readonly #core: Record<string, PyProxy>;
  readonly #window: PythonWindow;
  readonly #transfer: Transfer;
  readonly #owner: CoreWorker;
  readonly #cell: InterruptCell | undefined;
  readonly #onUnsound: (reason: UnsoundInterpreter) => void;
  /** Tasks whose coroutines have not ended. */
  readonly #coroutines = new Set<Id>();

  static async start({ start, core, pools, interruptBuffer, print, currentName, onUnsound }: PythonServiceOptions): Promise<PythonService> {
    registerPythonTypes();
    keepPythonValues();
    const host = (await import(/* webpackIgnore: true */ /* @vite-ignore */ start.module)) as InterpreterModule;
    const cell = interruptBuffer && new InterruptCell(interruptBuffer);
    const input = new PythonInput(core, cell);
    const interpreter = await host.bootInterpreter({
      ...start.prepared,
      ...start.files,
      memoryBytes: start.memoryBytes,
      interruptBuffer,
      onUnsound,
      stdout: (line, ended) => print('stdout', line, ended),
      stderr: (line, ended) => print('stderr', line, ended),
      // what tasks print appears beside each other, line by line
      atOnce: () => currentName() === scriptName,
      stdin: () => input.read(),
    });
    return new PythonService({ interpreter, core, pools, cell, onUnsound });
  }

  private constructor({ interpreter, core, pools, cell, onUnsound }: Parts) {
    this.#cell = cell;
    this.#onUnsound = onUnsound;
    const { python } = interpreter;
    this.#interpreter = interpreter;
    this.#core = python.pyimport('_miniray_core.service');
    this.#window = new PythonWindow(python);
    const executors = new Executors(currentRuntime, executorOf);
    this.#transfer = new Transfer(python, this.#core['add']!, this.#window);
    this.#owner = core;
    python.registerJsModule('_polyray', pythonBridge({ core, pools, executors, transfer: this.#transfer }));
    this.#window.bind(this.#core['bind']!(python.pyimport('_polyray')) as PyProxy);
  }

  load(definition: Definition): LanguageCode {
    const { kind, name } = definition;
    switch (kind) {
      case 'pickle': {
        const value = this.#owner.reader.readDefinition(definition.data) as PythonValue;
        return this.#slot('load', this.#transfer.lay(value));
      }
      case 'python':
        return this.#slot('load_source', name, definition.source);
      case 'python-module':
        return this.#slot('load_module', name, definition.module);
      default:
        throw new TypeError(`Cannot run "${name}": it is no Python function`);
    }
  }

  #slot(load: string, ...args: unknown[]): Slot {
    const number = this.#call('loaded', this.#core[load], ...args) as number;
    if (number === failed) throw this.#error(this.#outgoing() as PyProxy);
    return new Slot(number);
  }

  run(code: LanguageCode, args: readonly unknown[], task: TaskSpec): unknown {
    const slot = (code as Slot).number;
    return this.#during(task, () => this.#invoke(args, task, (size, deps) => this.#call('run', slot, size, deps, returnsOf(task))));
  }

  construct(code: LanguageCode, args: readonly unknown[], task: TaskSpec): number {
    const slot = (code as Slot).number;
    this.#during(task, () => this.#invoke(args, task, (size, deps) => this.#call('construct', slot, size, deps)));
    return this.#call('is_async', slot) ? asyncConcurrency : 1;
  }

  call(method: string, args: readonly unknown[], task: TaskSpec): unknown {
    return this.#during(task, () => this.#invoke(args, task, (size, deps) => this.#call('call', method, size, deps, returnsOf(task))));
  }

  checkInterrupt(): void {
    if (this.#cell?.signalled) this.#interpreter.python.checkInterrupt();
  }

  #during<T>({ id }: TaskSpec, run: () => T): T {
    const before = this.#cell?.enter(id);
    try {
      return run();
    } finally {
      this.#cell?.enter(before);
    }
  }

  interrupt(task: Id, signalled: boolean): void {
    if (this.#coroutines.has(task)) this.#call('cancel', task);
    // one that stands still for another which runs on top of it
    if (!signalled) this.#cell?.interrupt(task);
  }

  ended(): void {
    this.#interpreter.flush();
  }

  /** @throws {LanguageEndedError} where the interpreter is no more */
  #call(name: string, ...args: unknown[]): unknown {
    try {
      return this.#core[name]!(...args);
    } catch (error) {
      const { unsound } = this.#interpreter;
      if (unsound === undefined) {
        // what tasks raise, these functions tell; only an interrupt may come between two of their lines
        const { type, message } = error as { readonly type?: string; readonly message: string };
        if (type === undefined || type === 'KeyboardInterrupt') throw error;
        throw new LanguageEndedError(`it broke its Python interpreter: ${message.trim().split('\n').at(-1)}`, { cause: error });
      }
      const { kind, message, exitCode } = unsound;
      // it lives, and has no memory left to say so itself
      if (kind === 'memory')
        throw new PythonError({ names: memoryError, message, traceback: `MemoryError: ${message}\n`, pickled: undefined });
      const why = kind === 'exit' ? `it called os._exit(${exitCode})` : `the Python interpreter ended: ${message}`;
      throw new LanguageEndedError(why, { cause: error });
    }
  }

  #invoke(args: readonly unknown[], task: TaskSpec, call: (size: number, deps: unknown) => unknown): unknown {
    const [first, ...rest] = args;
    const isPython = first instanceof PythonCall;
    const made: unknown[] = isPython ? rest : [];
    // what Python made itself takes its place as it is
    const placed = (value: unknown) => (value instanceof PythonValue ? new ArgumentPlace(made.push(value) - 1) : value);
    const given = isPython ? first : pythonic([args.map(placed), {}]);
    const deps = made.length > 0 ? this.#transfer.dependencies(made) : undefined;
    return this.#result(call(this.#transfer.lay(given), deps), task);
  }

  #result(size: unknown, task: TaskSpec): unknown {
    switch (size) {
      case failed:
        throw this.#error(this.#outgoing() as PyProxy);
      case exit:
        throw new LanguageEndedError(this.#outgoing() as string);
      case stream:
        return this.#stream(this.#outgoing() as number, task);
      case asyncStream:
        return this.#asyncStream(this.#outgoing() as number, task);
      case promise:
        return this.#awaited(task).then((packed) => this.#placed(packed!));
      case large:
        return this.#placed(this.#outgoing() as PyProxy);
      default:
        return new PythonValue(this.#window.copy(size as number));
    }
  }

  /** What a coroutine gives; undefined at the end of a stream. */
  async #awaited({ id }: TaskSpec): Promise<PyProxy | undefined> {
    this.#coroutines.add(id);
    try {
      const outcome = await (this.#outgoing() as PromiseLike<PyProxy>);
      const [how, packed] = outcome.toJs({ depth: 1 }) as [number, unknown];
      outcome.destroy();
      if (how === exit) throw new LanguageEndedError(packed as string);
      if (how === failed) throw this.#error(packed as PyProxy);
      return how === end ? undefined : (packed as PyProxy);
    } finally {
      this.#coroutines.delete(id);
    }
  }

  /** Results are copied from Python's memory right into the store. */
  #placed(list: PyProxy): PlacedResult {
    const packed = list.toJs({ depth: 1 }) as PyProxy[];
    list.destroy();
    const placed = new PlacedResult(this.#owner, packed.length);
    for (const [i, one] of packed.entries()) this.#transfer.using(one, (value) => placed.place(i, value));
    return placed;
  }

  #outgoing(): unknown {
    return this.#core['take']!();
  }

  #error(told: PyProxy): PythonError {
    const [names, message, traceback, pickled] = told.toJs({ depth: 1 }) as [PyProxy, string, string, PyProxy | undefined];
    const buffer = pickled?.getBuffer('u8');
    const error = new PythonError({ names: names.toJs() as string[], message, traceback, pickled: buffer?.data.slice() });
    buffer?.release();
    for (const proxy of [names, pickled, told]) proxy?.destroy();
    if (error.names.includes('MemoryError') && this.#interpreter.python._module.HEAPU8.length > nearlyAll) {
      // past what can be addressed nobody refuses anything, as a limit would: there is only the error
      this.#onUnsound({ kind: 'memory', message: 'Python ran out of memory' });
    }
    return error;
  }

  /** A generator as JavaScript iterates. */
  #stream(number: number, task: TaskSpec): IterableIterator<unknown> {
    const next = (): IteratorResult<unknown> => {
      const size = this.#during(task, () => this.#call('next_item', number));
      if (size === end) return { done: true, value: undefined };
      if (size !== large) return { done: false, value: this.#result(size, task) };
      return { done: false, value: this.#waiting(this.#outgoing() as PyProxy) };
    };
    return {
      next,
      return: () => {
        this.#during(task, () => this.#call('close', number));
        return { done: true, value: undefined };
      },
      [Symbol.iterator]() {
        return this;
      },
    };
  }

  async *#asyncStream(number: number, task: TaskSpec): AsyncGenerator<unknown> {
    try {
      for (;;) {
        this.#call('next_later', number);
        const packed = await this.#awaited(task);
        if (packed === undefined) return;
        yield this.#waiting(packed);
      }
    } finally {
      this.#call('close', number);
    }
  }

  /** A value that waits for its turn with the consumer. */
  #waiting(list: PyProxy): PythonValue {
    const [packed] = list.toJs({ depth: 1 }) as [PyProxy];
    list.destroy();
    return this.#transfer.using(packed, (value) => value.copied());
  }
}

/** Of all memory that WebAssembly can address, in bytes: where an interpreter that ran out of it is found. */
const nearlyAll = 3 * 2 ** 30;

const memoryError = ['MemoryError', 'Exception', 'BaseException'];

function returnsOf({ streaming, returns }: TaskSpec): number {
  return streaming === true ? streams : returns;
}
