// The module of an actor: runs in a worker of the notebook's runtime.
import { inspect } from 'loupe';
import * as polyray from 'polyray';
import 'polyray/check';
import type { CellEnd, CellPrinted, Printed } from './cell-output.ts';
import { CellSyntaxError, cellProgram } from './cell-program.ts';
import { readSpeedUp } from './read-speed-up.ts';

/** So many characters of one cell are shown, and of one value. */
const mostPrinted = 100_000;
const mostShown = 10_000;

type Program = (
  scope: object,
  statement: (line: number) => void,
  load: (module: string, wanted: readonly (readonly [name: string, local: string])[]) => Promise<void>,
) => Promise<unknown>;

/** Runs cells of TypeScript one after the other, and keeps their names: an actor, so that it can be ended whatever it computes. */
export class TypeScriptSession {
  /** The names of cells, and nothing else: not even what objects inherit. */
  readonly #scope: Record<string, unknown> = Object.create(null);
  readonly #channel: BroadcastChannel;
  #cell = 0;
  #printed = 0;

  /**
   * @param channel where what cells print is posted, while they still compute
   * @param numWorkers what cells find under this name
   */
  constructor(channel: string, numWorkers: number) {
    this.#channel = new BroadcastChannel(channel);
    const print = (stream: Printed['stream']) => {
      return (...values: unknown[]) =>
        this.#print(stream, values.map((value) => (typeof value === 'string' ? value : show(value))).join(' '));
    };
    const [out, err] = [print('stdout'), print('stderr')];
    this.#scope['console'] = { ...console, log: out, info: out, debug: out, warn: err, error: err };
    this.#scope['numWorkers'] = numWorkers;
    addEventListener('unhandledrejection', (event) => {
      event.preventDefault();
      err(`Nobody awaits what was rejected: ${titleOf((event as PromiseRejectionEvent).reason)}`);
    });
  }

  /** @param cell its number, by which errors and what it prints are told apart */
  async run(source: string, cell: number): Promise<CellEnd> {
    const file = `cell-${cell}.ts`;
    this.#cell = cell;
    this.#printed = 0;
    let line: number | undefined;
    try {
      const { code, names } = cellProgram(source, file);
      for (const name of names) if (!(name in this.#scope)) this.#scope[name] = undefined;
      // biome-ignore lint/security/noGlobalEval: that is the request; not strict, for `with`, and in no function's scope
      const program = globalThis.eval(code) as Program;
      const value = await program(
        this.#scope,
        (at) => {
          line = at;
        },
        (module, wanted) => this.#import(module, wanted),
      );
      if (value === undefined) return { kind: 'nothing' };
      return { kind: 'value', text: show(value), speedUp: readSpeedUp(value) };
    } catch (error) {
      if (error instanceof CellSyntaxError) return { kind: 'error', title: titleOf(error), detail: '', line: error.line };
      return { kind: 'error', title: titleOf(error), detail: stackOf(error), line: lineIn(error, file) ?? line };
    }
  }

  async #import(module: string, wanted: readonly (readonly [name: string, local: string])[]): Promise<void> {
    const found = await load(module);
    for (const [name, local] of wanted) {
      if (name !== '*' && !(name in found)) throw new SyntaxError(`"${module}" exports no ${name}`);
      this.#scope[local] = name === '*' ? found : found[name];
    }
  }

  /** Printing in a loop must neither fill the page nor the way to it. */
  #print(stream: Printed['stream'], text: string): void {
    if (this.#printed > mostPrinted) return;
    this.#printed += text.length + 1;
    const cut = this.#printed > mostPrinted ? `${text.slice(0, mostPrinted)}\n… and more, which is not shown` : text;
    this.#channel.postMessage({ cell: this.#cell, stream, text: `${cut}\n` } satisfies CellPrinted);
  }
}

async function load(module: string): Promise<Readonly<Record<string, unknown>>> {
  if (module === 'polyray') return polyray;
  if (/^(https?|data|blob):/.test(module)) return import(module);
  throw new TypeError(`Cannot import "${module}": a cell can import "polyray" and modules by their whole address`);
}

function show(value: unknown): string {
  // its zeros have a sign
  const stylize = (text: string, type: string) => (type === 'number' && text === '+0' ? '0' : text);
  return inspect(value, { depth: 4, truncate: mostShown, stylize });
}

function titleOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : `Thrown: ${show(error)}`;
}

/** Without the frames that led to the cell, and the title. */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const frames = (error.stack ?? '').split('\n').filter((text) => /^\s+at .*cell-\d+\.ts:/.test(text));
  const { cause } = error;
  return [...frames.map((frame) => frame.trim()), ...(cause instanceof Error ? [`Caused by ${titleOf(cause)}`] : [])].join('\n');
}

function lineIn(error: unknown, file: string): number | undefined {
  const found = error instanceof Error ? new RegExp(`${file.replace('.', '\\.')}:(\\d+):`).exec(error.stack ?? '')?.[1] : undefined;
  return found === undefined ? undefined : Number(found);
}
