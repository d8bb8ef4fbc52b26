import { Worker } from 'node:worker_threads';
import { type BootOptions, type Prepared, prepareInterpreter, stackBytes } from '../host/boot-interpreter.js';
import { python } from '../index.js';
import type { Asked, Said } from './interpreter-thread.ts';

type Answer = Extract<Said, { answer: number }>;
type Unsound = Extract<Said, { unsound: object }>['unsound'];

let prepared: Promise<Prepared> | undefined;

/** What all interpreters of a test file share. */
export function prepare(): Promise<Prepared> {
  prepared ??= prepareInterpreter(python.options as Parameters<typeof prepareInterpreter>[0]);
  return prepared;
}

/** An interpreter in a thread of its own, as an owner would have it. */
export class InterpreterThread implements AsyncDisposable {
  readonly lines: { readonly line: string; readonly stream: string }[] = [];
  readonly unsound: Unsound[] = [];
  readonly ready: Promise<{ readonly ms: number; readonly snapshotError: string | undefined }>;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #last = 0;

  constructor(options: Partial<BootOptions> & Pick<BootOptions, 'manifest'>, stack = stackBytes) {
    this.#worker = new Worker(new URL('./interpreter-thread.ts', import.meta.url), {
      workerData: options,
      resourceLimits: { stackSizeMb: stack / 2 ** 20 },
    });
    this.ready = new Promise((resolve, reject) => {
      this.#worker.on('error', reject);
      this.#worker.on('message', (said: Said) => {
        if ('ready' in said) resolve(said.ready);
        else if ('line' in said) this.lines.push(said);
        else if ('unsound' in said) this.unsound.push(said.unsound);
        else this.#waiting.get(said.answer)?.(said);
      });
    });
  }

  /** Runs a program; resolves with its last expression or its error. */
  async run(code: string): Promise<Answer> {
    const id = ++this.#last;
    const answered = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    await this.ready;
    this.#worker.postMessage({ id, code } satisfies Asked);
    return answered;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
  }
}

/** One with all that the build made, and these options. */
export async function startInterpreter(options: Partial<BootOptions> = {}, stack?: number): Promise<InterpreterThread> {
  const thread = new InterpreterThread({ ...(await prepare()), ...options }, stack);
  await thread.ready;
  return thread;
}
