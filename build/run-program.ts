import { spawn } from 'node:child_process';
import { once } from 'node:events';
import os from 'node:os';
import { root } from './members.ts';

/** Runs a program in this terminal, in the repository or another folder; whoever ends us ends it. @returns its exit status */
export async function runProgram(program: string, args: readonly string[], cwd = root): Promise<number> {
  // on Windows npm is a script, which only a shell starts
  const shell = program === 'npm' && process.platform === 'win32';
  const child = spawn(program, args, { cwd, stdio: 'inherit', shell });
  // it hears Ctrl-C itself: it shares the terminal. What only we are sent is passed on.
  const wait = () => {};
  const pass = () => child.kill('SIGTERM');
  process.on('SIGINT', wait).on('SIGTERM', pass);
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    return code ?? 128 + os.constants.signals[signal!];
  } finally {
    process.off('SIGINT', wait).off('SIGTERM', pass);
  }
}
