import { ExecutorLoadError } from '../errors.ts';
import { AnsweringThread } from '../platform/answering-thread.ts';
import type { Platform } from '../platform/platform.ts';
import { InterruptCell } from '../python/interrupt-cell.ts';
import type { Frame, FrameLimits } from './frame.ts';
import type { GuestProgram, KeeperAnswer, ToKeeper } from './keeper-protocol.ts';

/** How often it is looked whether the call is to stop, in ms. */
const lookMs = 20;

type Ended = Exclude<KeeperAnswer, { kind: 'frame' }>;

/** One process of the program, while it answers. */
export interface Running {
  /** Gives it a frame, and sleeps until it has answered with one. */
  ask(frame: Uint8Array<ArrayBuffer>, timeoutMs?: number): Frame;
  kill(): void;
}

/** Why a process does not answer any more. */
export class ProgramError extends Error {
  /** Bytes of a frame that was longer than may be. */
  readonly found: number | undefined;

  constructor(message: string, found?: number) {
    super(message);
    this.found = found;
  }
}

/** The thread that keeps the program for this one. */
export class Keeper {
  readonly #thread: AnsweringThread<ToKeeper, KeeperAnswer>;
  readonly #interrupts: InterruptCell | undefined;
  readonly #frames: Frame[] = [];
  #end: Ended | undefined;
  #serial = 0;

  /** @param interrupts says when this thread is to end @throws {ExecutorLoadError} where a program cannot be waited for */
  static async start(platform: Platform, interrupts: SharedArrayBuffer | undefined): Promise<Keeper> {
    if (!AnsweringThread.isPossible(platform))
      throw new ExecutorLoadError(`Native executors are not to be had here (${platform.name}): there are no programs to run`);
    const options = { role: 'keeper', name: 'polyray program', does: 'keeps the program' } as const;
    return new Keeper(await AnsweringThread.start(platform, options), interrupts && new InterruptCell(interrupts));
  }

  private constructor(thread: AnsweringThread<ToKeeper, KeeperAnswer>, interrupts: InterruptCell | undefined) {
    this.#thread = thread;
    this.#interrupts = interrupts;
  }

  /** Starts the program; one that ran before is killed. */
  run(program: GuestProgram, limits: FrameLimits): Running {
    const process = ++this.#serial;
    this.#thread.post({ kind: 'kill', process: process - 1 });
    this.#frames.length = 0;
    this.#end = undefined;
    this.#thread.post({ kind: 'run', process, program, limits });
    return {
      ask: (bytes, timeoutMs = Number.POSITIVE_INFINITY) => {
        this.#receive();
        this.#failIfEnded(process);
        this.#thread.post({ kind: 'write', process, bytes }, [bytes.buffer]);
        return this.#sleep(process, timeoutMs);
      },
      kill: () => this.#thread.post({ kind: 'kill', process }),
    };
  }

  /** Until there is a frame of the process. */
  #sleep(process: number, timeoutMs: number): Frame {
    const due = performance.now() + timeoutMs;
    for (;;) {
      const rung = Atomics.load(this.#thread.bell, 0);
      this.#receive();
      const frame = this.#frames.shift();
      if (frame !== undefined) return frame;
      this.#failIfEnded(process);
      const late = performance.now() >= due;
      if (late || this.#interrupts?.signalled === true) {
        this.#thread.post({ kind: 'kill', process });
        throw new ProgramError(late ? `it said nothing within ${timeoutMs} ms` : 'it was told to stop');
      }
      Atomics.wait(this.#thread.bell, 0, rung, lookMs);
    }
  }

  #failIfEnded(process: number): void {
    const end = this.#end;
    if (end === undefined || end.process !== process) return;
    if (end.kind === 'broken') throw new ProgramError(end.why, end.found);
    throw new ProgramError(`its program ${end.how}${end.said === '' ? '' : `; it said:\n${end.said}`}`);
  }

  /** Takes in what has come. */
  #receive(): void {
    for (let answer = this.#thread.receive(); answer !== undefined; answer = this.#thread.receive()) {
      if (answer.process !== this.#serial) continue; // of one that was killed
      if (answer.kind === 'frame') this.#frames.push(answer);
      else this.#end ??= answer; // what broke it ends it too
    }
  }
}
