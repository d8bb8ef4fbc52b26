import {
  ActorDiedError,
  type ActorHandle,
  PythonError,
  PythonRepr,
  type PythonSession,
  type Printed as RuntimePrinted,
  TaskID,
} from 'polyray';
import { explainError } from '../shared/explain-error.ts';
import { loadPython, type Progress } from '../shared/load-python.ts';
import { type DemoRuntime, startRuntime } from '../shared/start-runtime.ts';
import type { CellEnd, CellPrinted, Printed } from './cell-output.ts';
import { readSpeedUp } from './read-speed-up.ts';
import type { TypeScriptSession } from './typescript-session.ts';

/** What cells are written in. */
export type Language = 'python' | 'typescript';

/** What has become of a cell; stopped by force, it has taken its language's names along. */
export type CellResult = CellEnd | { readonly kind: 'stopped'; readonly namesLost: boolean };

export interface KernelOptions {
  readonly numWorkers: number;
  /** Takes what cells print, and in Python their tasks; `cell` is the number of the one that ran last. */
  readonly print: (cell: number, printed: Printed) => void;
  /** How much of Python has come, at its first use. */
  readonly progress: Progress;
}

/** A Python cell is a call of this name; what it prints is not shown as a task's. */
const pythonCell = '__main__';
/** So long has a cell that was told to stop to come to an end by itself. */
const graceMs = 2000;
/** Cells that stop may have started tasks meanwhile. */
const lookAgainMs = 200;
const mostShown = 10_000;

/** The cell that runs. */
interface Running {
  readonly language: Language;
  readonly ended: Promise<CellEnd>;
  /** Whether `ended` is resolved. */
  over: boolean;
  /** Ends what it may wait for before it begins. */
  readonly giveUp: () => void;
  /** Undefined: it was not told to stop. */
  stopping: Promise<void> | undefined;
  /** Whether it took along the names of its language. */
  namesLost: boolean;
}

const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Runs a notebook's cells, one at a time: a runtime, in it an actor that runs TypeScript and an interpreter that runs Python. */
export class Kernel {
  readonly #options: KernelOptions;
  readonly #channelName = `polyray notebook ${crypto.getRandomValues(new Uint32Array(2)).join('-')}`;
  readonly #channel = new BroadcastChannel(this.#channelName);
  #host: Promise<DemoRuntime> | undefined;
  #typescript: ActorHandle<TypeScriptSession> | undefined;
  /** `ran`: a cell has ended in it, and may have left names. */
  #python: { readonly session: PythonSession; cells: number; ran: boolean } | undefined;
  /** The cell that runs, or ran last. */
  #cell = 0;
  #running: Running | undefined;

  constructor(options: KernelOptions) {
    this.#options = options;
    this.#channel.onmessage = ({ data }: MessageEvent<CellPrinted>) => options.print(data.cell, data);
  }

  /** Runs a cell after those before it. @param cell a number that no other cell of this kernel had */
  async run(language: Language, source: string, cell: number): Promise<CellResult> {
    this.#cell = cell;
    const stopped = Promise.withResolvers<never>();
    stopped.promise.catch(() => {});
    const ended = this.#run(language, source, cell, stopped.promise);
    const running: Running = {
      language,
      ended,
      over: false,
      giveUp: () => stopped.reject(new Error('It was stopped')),
      stopping: undefined,
      namesLost: false,
    };
    this.#running = running;
    const end = await ended;
    running.over = true;
    await running.stopping;
    this.#running = undefined;
    if (running.stopping === undefined || end.kind !== 'error') return end;
    return { kind: 'stopped', namesLost: running.namesLost };
  }

  /**
   * Stops what runs: the tasks of cells, whoever started them, and the cell. A cell that computes on is ended with its
   * language's names. Resolves when it has ended.
   */
  async stop(): Promise<void> {
    const running = this.#running;
    if (running === undefined) return;
    running.stopping ??= this.#stop(running);
    await running.stopping;
  }

  async #stop(running: Running): Promise<void> {
    running.giveUp();
    const host = await this.#host?.catch(() => undefined);
    if (host === undefined) return;
    this.#python?.session.interrupt();
    const deadline = performance.now() + graceMs;
    while (!running.over && performance.now() < deadline) {
      await cancelTasks(host);
      await Promise.race([running.ended, after(lookAgainMs)]);
    }
    const computes = !running.over || (running.language === 'python' && !(await this.#answers(deadline)));
    if (computes) {
      running.namesLost = running.language === 'typescript' || this.#python?.ran === true;
      this.#end(running.language, host);
    }
    await running.ended;
    await cancelTasks(host);
  }

  /** Ends everything; the next cell begins anew. */
  async restart(): Promise<void> {
    const host = await this.#host?.catch(() => undefined);
    this.#host = this.#typescript = this.#python = undefined;
    if (this.#running !== undefined) {
      this.#running.giveUp();
      this.#running.stopping ??= Promise.resolve();
      this.#running.namesLost = true;
    }
    await host?.shutdown();
  }

  async close(): Promise<void> {
    this.#channel.close();
    await this.restart();
  }

  /** Resolves with what went wrong, and never rejects. */
  async #run(language: Language, source: string, cell: number, stopped: Promise<never>): Promise<CellEnd> {
    try {
      if (language === 'python') await Promise.race([this.#loadPython(), stopped]);
      const host = await this.#started();
      return language === 'python' ? await this.#runPython(host, source) : await this.#runTypeScript(host, source, cell);
    } catch (error) {
      // such as by os._exit: the next cell of its language begins anew
      if (error instanceof ActorDiedError) this.#forget(language);
      return { kind: 'error', title: explainError(error), detail: '', line: undefined };
    }
  }

  async #loadPython(): Promise<void> {
    try {
      await loadPython(this.#options.progress);
    } catch (cause) {
      throw new Error('Python cannot be loaded; run the cell again when there is a network', { cause });
    }
  }

  /** Tried again by the next cell where it fails. */
  #started(): Promise<DemoRuntime> {
    this.#host ??= startRuntime({ numWorkers: this.#options.numWorkers, print: (printed) => this.#print(printed) }).catch((error) => {
      this.#host = undefined;
      throw error;
    });
    return this.#host;
  }

  async #runTypeScript(host: DemoRuntime, source: string, cell: number): Promise<CellEnd> {
    this.#typescript ??= host
      .actor(() => import('./typescript-session.ts'), 'TypeScriptSession', import.meta.url, { maxConcurrency: 1 })
      .remote(this.#channelName, this.#options.numWorkers) as unknown as ActorHandle<TypeScriptSession>;
    return (await host.get(this.#typescript.run.remote(source, cell))) as CellEnd;
  }

  async #runPython(host: DemoRuntime, source: string): Promise<CellEnd> {
    this.#python ??= { session: host.python.session(), cells: 0, ran: false };
    const python = this.#python;
    const number = ++python.cells;
    try {
      const value = await python.session.run(source, { show: true });
      python.ran = true;
      if (!(value instanceof PythonRepr)) return { kind: 'nothing' };
      const text = value.text.length > mostShown ? `${value.text.slice(0, mostShown)}…` : value.text;
      return { kind: 'value', text, speedUp: readSpeedUp(value.value) };
    } catch (error) {
      if (!(error instanceof PythonError)) throw error;
      python.ran = true;
      const lines = Array.from(error.traceback.matchAll(new RegExp(`File "<cell ${number}>", line (\\d+)`, 'g')), ([, line]) =>
        Number(line),
      );
      return {
        kind: 'error',
        title: error.message === '' ? error.name : `${error.name}: ${error.message}`,
        detail: error.traceback.trimEnd(),
        line: lines.at(-1),
      };
    }
  }

  #print({ stream, task, worker, line, ended }: RuntimePrinted): void {
    const text = task === pythonCell ? `${line}${ended ? '\n' : ''}` : `(${task ?? 'worker'}, worker ${worker}) ${line}\n`;
    this.#options.print(this.#cell, { stream, text });
  }

  /** Where threads share no memory, a call that was cancelled is over for its caller before it is over. */
  async #answers(deadline: number): Promise<boolean> {
    if (this.#python === undefined) return true;
    this.#python.cells++;
    const answer = this.#python.session.run('').then(
      () => true,
      () => true,
    );
    const patienceMs = Math.max(lookAgainMs, deadline - performance.now());
    return Promise.race([answer, after(patienceMs).then(() => false)]);
  }

  #end(language: Language, host: DemoRuntime): void {
    if (language === 'python') this.#python?.session.close();
    else if (this.#typescript !== undefined) host.kill(this.#typescript);
    this.#forget(language);
  }

  #forget(language: Language): void {
    if (language === 'python') this.#python = undefined;
    else this.#typescript = undefined;
  }
}

async function cancelTasks(host: DemoRuntime): Promise<void> {
  for (const { taskId, state } of await host.state.listTasks({ filters: { kind: 'task' } }))
    if (state !== 'stopping') host.cancel(TaskID.fromHex(taskId), { force: true });
}
