import path from 'node:path';
import { InvalidFileError } from '../../errors.ts';
import { readFile } from '../../files/read-file.ts';
import { init } from '../../init.ts';
import { importExecutors, installedExecutors } from './find-executors.ts';

export interface ScriptOptions {
  readonly args: readonly string[];
  readonly numWorkers: number | undefined;
  readonly signal: AbortSignal;
}

/** Runs a Python program; its exit code becomes this process's. The installed executors are there for it. */
export async function runScript(file: string, { args, numWorkers, signal }: ScriptOptions): Promise<void> {
  const source = textOf(file, await readFile(file));
  const executors = await importExecutors(['python', ...installedExecutors()]);
  await using ray = await init({ executors, ...(numWorkers === undefined ? {} : { numWorkers }) });
  process.exitCode = await ray.python.run(source, { filename: file, args, signal });
}

function textOf(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InvalidFileError(path.resolve(file), 'is not text in UTF-8');
  }
}
