import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';

/** One command of LLVM: `clang -cc1 …` or `wasm-ld …`, in a file system of its own. */
export interface CompilerJob {
  readonly command: readonly string[];
  readonly files: readonly (readonly [file: string, bytes: Uint8Array])[];
  /** Files too many to copy between threads, with their paths on the disk. */
  readonly filesOnDisk: readonly (readonly [file: string, at: string])[];
  /** What the command makes, and where on the disk it goes. */
  readonly outputs: readonly (readonly [file: string, at: string])[];
}

export interface CompilerReply {
  /** What the command printed. */
  readonly text: string;
  readonly error: string | undefined;
  readonly milliseconds: number;
}

interface Compiler {
  readonly worker: Worker;
  busy: boolean;
}

/** Threads with an LLVM each, started when first needed and kept until `close`. */
export class CompilerPool implements Disposable {
  readonly #compilers = new Set<Compiler>();
  readonly #waiting: (() => void)[] = [];
  readonly #size: number;
  #milliseconds = 0;

  /** @param size how many compilers may run at once */
  constructor(size: number) {
    this.#size = Math.max(1, size);
  }

  /** What all commands together took. */
  get milliseconds(): number {
    return this.#milliseconds;
  }

  /**
   * Says how many commands are to come, before the first. Optimizing LLVM itself, 75 MB of WebAssembly, costs a
   * processor 15 to 20 seconds and pays only over many files. The choice holds for the life of the process.
   */
  expect(commands: number): void {
    if (this.#compilers.size === 0 && commands <= 12) setFlagsFromString('--liftoff-only');
  }

  /** Runs a command when a compiler is free. @returns what it printed; rejects with that text when it failed */
  async run(job: CompilerJob): Promise<string> {
    const compiler = await this.#take();
    try {
      const reply = await send(compiler.worker, job);
      this.#milliseconds += reply.milliseconds;
      if (reply.error !== undefined) throw new Error(reply.text.trim() === '' ? reply.error : reply.text.trim());
      return reply.text;
    } finally {
      compiler.busy = false;
      this.#waiting.shift()?.();
    }
  }

  async #take(): Promise<Compiler> {
    for (;;) {
      const idle = [...this.#compilers].find((compiler) => !compiler.busy);
      const free = idle ?? (this.#compilers.size < this.#size ? this.#start() : undefined);
      if (free !== undefined) {
        free.busy = true;
        return free;
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #start(): Compiler {
    const compiler = { worker: new Worker(new URL('./compile-worker.ts', import.meta.url)), busy: false };
    this.#compilers.add(compiler);
    // one whose thread has ended would never answer
    const drop = (): void => void this.#compilers.delete(compiler);
    compiler.worker.once('error', drop).once('exit', drop);
    return compiler;
  }

  [Symbol.dispose](): void {
    for (const { worker } of this.#compilers) worker.terminate();
    this.#compilers.clear();
  }
}

function send(worker: Worker, job: CompilerJob): Promise<CompilerReply> {
  const { promise, resolve, reject } = Promise.withResolvers<CompilerReply>();
  const gone = (code: number): void => reject(new Error(`Cannot compile: the compiler's thread ended with code ${code}`));
  worker.once('message', resolve).once('error', reject).once('exit', gone);
  worker.postMessage(job);
  return promise.finally(() => worker.off('message', resolve).off('error', reject).off('exit', gone));
}
