import fs from 'node:fs';
import path from 'node:path';
import { InvalidFileError } from '../../errors.ts';
import { readFile } from '../../files/read-file.ts';
import { init } from '../../init.ts';
import { installLock } from '../../packages/install-lock.ts';
import { readScriptMetadata } from '../../packages/script-metadata.ts';
import { WheelCache } from '../../packages/wheel-cache.ts';
import type { PythonWheel } from '../../python/python-service.ts';
import { UsageError } from './exit.ts';
import { importExecutors, installedExecutors } from './find-executors.ts';
import { filesFor } from './mounts.ts';
import { StandardInput } from './standard-input.ts';

/** What `polyray python lock` writes unless told otherwise. */
const lockName = 'polyray-lock.json';

export interface ScriptOptions {
  /** Its packages; default: the lock beside the program, where there is one. */
  readonly lock: string | undefined;
  readonly args: readonly string[];
  readonly numWorkers: number | undefined;
  /** Texts of `--mount`; default: the working directory. */
  readonly mounts: readonly string[] | undefined;
  readonly signal: AbortSignal;
}

/** Runs a Python program; its exit code becomes this process's. The installed executors are there for it. */
export async function runScript(file: string, { lock, args, numWorkers, mounts, signal }: ScriptOptions): Promise<void> {
  const source = textOf(file, await readFile(file));
  const executors = await importExecutors(['python', ...installedExecutors()]);
  const wheels = await wheelsOf(file, lock, signal);
  await using ray = await init({ executors, python: { wheels, ...filesFor(mounts) }, ...(numWorkers === undefined ? {} : { numWorkers }) });
  using input = new StandardInput();
  process.exitCode = await ray.python.run(source, { filename: file, args, signal, stdin: () => input.read() });
}

async function wheelsOf(file: string, lock: string | undefined, signal: AbortSignal): Promise<readonly PythonWheel[]> {
  const beside = path.join(path.dirname(file), lockName);
  const found = lock ?? (fs.existsSync(beside) ? beside : undefined);
  if (found !== undefined) return installLock(found, { cache: new WheelCache(), signal });
  const wanted = (await readScriptMetadata(file))?.requirements ?? [];
  if (wanted.length === 0) return [];
  const names = wanted.map(({ name }) => name).join(', ');
  throw new UsageError(`"${file}" needs packages (${names}) and has no lock: make one by "polyray python lock ${file}"`);
}

function textOf(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InvalidFileError(path.resolve(file), 'is not text in UTF-8');
  }
}
