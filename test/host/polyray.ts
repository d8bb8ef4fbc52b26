import { type ChildProcess, type ExecFileOptions, execFile, type SpawnOptions, spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));
/** Of the built command line. */
export const main = path.join(root, 'dist/cli/main.js');

export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line to its end. */
export function polyray(...args: string[]): Promise<Result> {
  return polyrayIn(root, ...args);
}

/** The same, in a folder. */
export function polyrayIn(cwd: string, ...args: string[]): Promise<Result> {
  return run({ cwd }, args);
}

/** The same, with more in its environment. */
export function polyrayWith(env: Readonly<Record<string, string>>, ...args: string[]): Promise<Result> {
  return run({ cwd: root, env: { ...process.env, ...env } }, args);
}

function run(options: ExecFileOptions, args: readonly string[]): Promise<Result> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], { ...options, encoding: 'utf8' }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

/** Starts the built command line, on a Node with flags of its own. */
export function startPolyray(args: readonly string[], options: SpawnOptions = {}, flags: readonly string[] = []): ChildProcess {
  return spawn(process.execPath, [...flags, main, ...args], { cwd: root, stdio: 'pipe', ...options });
}
