import { type ChildProcess, spawn } from 'node:child_process';
import os from 'node:os';
import type { Writable } from 'node:stream';
import { answerTo, type StartAnswering } from '../platform/answering-thread.ts';
import { type FrameError, FrameReader } from './frame.ts';
import type { GuestProgram, KeeperAnswer, ToKeeper } from './keeper-protocol.ts';

/** Variables of this process that a program is given without being asked for; on Windows none would start without the last. */
const inherited = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'SystemRoot'];

/**
 * Between this thread and the program, in `sh`: threads are ended without a word, and then the program has to go, whatever
 * it does. The end of this thread is the end of descriptor 3, and that the end of all processes of the group. A line there
 * asks for the exit code instead.
 */
const guard = 'exec 4<&0; "$@" <&4 3<&- 4<&- & exec <&- >&- 4<&-; if read -r _ <&3; then wait $!; exit $?; fi; kill -9 0';

/** So much of what a program wrote to its standard error is kept, in UTF-16 units. */
const keptText = 2000;
/** How long a program may go on that closed its standard output, in ms. */
const lastMs = 1000;
/** So many bytes are given to a pipe at once. */
const sliceBytes = 2 ** 26;

/** Keeps programs for whoever sleeps meanwhile. @returns what takes messages */
export function servePrograms(): (message: ToKeeper | StartAnswering) => void {
  const programs = new Map<number, Program>();
  let tell: (answer: KeeperAnswer) => void = () => {};
  return (message) => {
    switch (message.kind) {
      case 'start':
        tell = answerTo(message, (answer) => (answer.kind === 'frame' ? [answer.header.buffer, answer.body.buffer] : []));
        break;
      case 'run': {
        const { process, program, limits } = message;
        const gone = (answer: KeeperAnswer) => {
          if (answer.kind === 'ended') programs.delete(process);
          tell(answer);
        };
        programs.set(process, new Program(process, program, new FrameReader(limits), gone));
        break;
      }
      case 'write':
        programs.get(message.process)?.write(message.bytes);
        break;
      case 'kill':
        programs.get(message.process)?.kill();
    }
  };
}

/** One process, and the guard before it. */
class Program {
  readonly #child: ChildProcess;
  /** The guard's. */
  readonly #control: Writable | undefined;
  #broken = false;
  #said = '';

  constructor(id: number, program: GuestProgram, reader: FrameReader, tell: (answer: KeeperAnswer) => void) {
    const { command, args, cwd } = program;
    const own = Object.fromEntries(inherited.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]!]])));
    const how = { cwd, env: { ...own, ...program.env } };
    const guarded = process.platform !== 'win32';
    this.#child = guarded
      ? spawn('/bin/sh', ['-c', guard, 'polyray', command, ...args], { ...how, stdio: ['pipe', 'pipe', 'pipe', 'pipe'], detached: true })
      : spawn(command, args, { ...how, stdio: 'pipe', windowsHide: true });
    const { stdin, stdout, stderr, stdio } = this.#child;
    this.#control = guarded ? (stdio[3] as Writable) : undefined;
    // that it is gone is told below
    for (const stream of [stdin, this.#control]) stream?.on('error', () => {});
    stdout!.on('data', (piece: Buffer) => {
      if (this.#broken) return;
      try {
        for (const frame of reader.add(piece)) tell({ kind: 'frame', process: id, ...frame });
      } catch (error) {
        this.#broken = true;
        const { message, found } = error as FrameError;
        tell({ kind: 'broken', process: id, why: message, found });
        this.kill();
      }
    });
    stderr!.on('data', (piece: Buffer) => {
      this.#said = (this.#said + piece.toString()).slice(-keptText);
    });
    stdout!.on('end', () => {
      this.#control?.write('\n');
      setTimeout(() => this.kill(), lastMs).unref();
    });
    let failure: Error | undefined;
    this.#child.on('error', (error) => {
      failure = error;
      if (this.#child.pid === undefined) tell({ kind: 'ended', process: id, how: `could not be started: ${error.message}`, said: '' });
    });
    this.#child.on('close', (code, signal) => {
      if (this.#child.pid === undefined && failure !== undefined) return;
      tell({ kind: 'ended', process: id, how: endOf(code, signal), said: this.#said.trim() });
    });
  }

  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += sliceBytes) this.#child.stdin!.write(bytes.subarray(at, at + sliceBytes));
  }

  /** With all that it started, where there is a guard; that may be gone already. */
  kill(): void {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    if (this.#control === undefined) {
      this.#child.kill('SIGKILL');
      return;
    }
    this.#control.destroy();
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // the whole group has ended
    }
  }
}

/** A shell gives the end by a signal as 128 and its number. */
function endOf(code: number | null, signal: string | null): string {
  const signals = Object.entries(os.constants.signals);
  const name = signal ?? signals.find(([, number]) => code === 128 + number)?.[0];
  return name === undefined ? `ended with exit code ${code}` : `was ended by ${name}`;
}
