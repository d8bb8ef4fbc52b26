import { actorNumber } from '../actor/actor-handle.ts';
import type { ActorHandle } from '../actor/actor-types.ts';
import { dispose } from '../dispose-symbols.ts';
import type { ObjectRef } from '../object/object-ref.ts';
import { getOne } from '../task/get.ts';
import { PythonError } from './python-error.ts';
import type { PythonRuntime } from './python-program.ts';
import { scriptName } from './script-name.ts';
import type { ReadLine } from './task-inputs.ts';

/** How a session is to be. */
export interface PythonSessionOptions {
  /** What its cells read on standard input, as of `run`. Default: it is at its end. */
  readonly stdin?: ReadLine;
}

/** A value as Python shows it. */
export class PythonRepr {
  /** The name of its class. */
  readonly type: string;
  readonly text: string;
  /** The value itself, where JavaScript can read it; else undefined. */
  readonly value: unknown;

  /** @internal */
  constructor(type: string, text: string, value?: unknown) {
    this.type = type;
    this.text = text;
    this.value = value;
  }

  /** The text. */
  toString(): string {
    return this.text;
  }
}

/** How a cell is to run. */
export interface PythonCellOptions {
  /** Whether its value is to be shown: it comes as a {@link PythonRepr}, whatever it is. Default false. */
  readonly show?: boolean;
}

/** What a statement that was typed has come to. */
export type Pushed = readonly ['more'] | readonly ['done'] | readonly ['exit', number];

type Ran =
  | readonly ['none']
  | readonly ['value', unknown]
  | readonly ['repr', string, string, unknown?]
  | readonly ['error', string[], string, string];

/** An interpreter that keeps its names from cell to cell, until it is closed. What cells print is a program's own output. */
export class PythonSession implements Disposable {
  readonly #runtime: PythonRuntime;
  readonly #actor: ActorHandle<Record<string, (...args: unknown[]) => unknown>>;
  readonly #stdin: ReadLine | undefined;
  /** Calls that have not ended, in their order. */
  readonly #calls = new Set<ObjectRef>();

  /** @internal */
  constructor(runtime: PythonRuntime, actor: object, { stdin }: PythonSessionOptions) {
    this.#runtime = runtime;
    this.#actor = actor as ActorHandle<Record<string, (...args: unknown[]) => unknown>>;
    this.#stdin = stdin;
  }

  /**
   * Runs a cell after those before it; `await` may stand in it.
   *
   * @returns the value of its last expression, as other values from Python, or a {@link PythonRepr} where only Python can read
   *   it; null for None, undefined where it ends with no expression
   * @throws {PythonError} with the traceback of the cell; also for `sys.exit` and after `interrupt`
   * @throws {ActorDiedError} when the interpreter ended, and after `close`
   */
  async run(source: string, { show = false }: PythonCellOptions = {}): Promise<unknown> {
    if (typeof source !== 'string') throw new TypeError(`source must be Python's text, is ${String(source)}`);
    const ran = (await this.#call(show ? 'shown' : 'cell', source)) as Ran;
    if (ran[0] === 'none') return undefined;
    if (ran[0] === 'value') return ran[1];
    if (ran[0] === 'repr') return new PythonRepr(ran[1], ran[2], ran[3]);
    const [, names, message, traceback] = ran;
    throw new PythonError({ names, message, traceback, pickled: undefined });
  }

  /** @internal Runs what was typed at a prompt, which shows its values and errors itself. */
  async push(source: string): Promise<Pushed> {
    return (await this.#call('statement', source)) as Pushed;
  }

  async #call(how: 'cell' | 'shown' | 'statement', source: string): Promise<unknown> {
    const { core, inputs } = this.#runtime;
    const ref = this.#actor[scriptName]!.remote(how, source) as ObjectRef;
    this.#calls.add(ref);
    if (this.#stdin !== undefined) inputs.set(ref.number, this.#stdin);
    try {
      return await getOne(core, ref);
    } finally {
      this.#calls.delete(ref);
      inputs.delete(ref.number);
    }
  }

  /** Raises KeyboardInterrupt in the cell that runs; one that has not begun, where no other runs, never does. */
  interrupt(): void {
    const [running] = this.#calls;
    if (running !== undefined) this.#runtime.core.channel.send({ type: 'stop', task: running.number, end: false });
  }

  /** Ends the interpreter, whatever it does. */
  close(): void {
    const { core } = this.#runtime;
    core.channel.send({ type: 'kill', actor: actorNumber(core, this.#actor, 'session'), restart: false });
  }

  /** `close`. */
  [dispose](): void {
    this.close();
  }
}
