import fs from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Printed } from '../../driver.ts';
import { InvalidFileError } from '../../errors.ts';
import { readFile } from '../../files/read-file.ts';
import { init } from '../../init.ts';
import type { Logger } from '../../logger.ts';
import { installLock } from '../../packages/install-lock.ts';
import { readScriptMetadata } from '../../packages/script-metadata.ts';
import { WheelCache } from '../../packages/wheel-cache.ts';
import type { PythonWheel } from '../../python/python-service.ts';
import type { ReadLine } from '../../python/task-inputs.ts';
import type { Ray } from '../../ray.ts';
import { UsageError } from './exit.ts';
import { importExecutors, importInstalled } from './find-executors.ts';
import { filesFor } from './mounts.ts';
import { StandardInput } from './standard-input.ts';

/** What tracebacks call a program that came on standard input. */
const stdinName = '<stdin>';

/** What `polyray python lock` writes unless told otherwise. */
const lockName = 'polyray-lock.json';

export interface ScriptOptions {
  /** Its packages; default: the lock beside the program, where there is one. */
  readonly lock: string | undefined;
  readonly args: readonly string[];
  readonly numWorkers: number | undefined;
  /** Texts of `--mount`; default: the working directory. */
  readonly mounts: readonly string[] | undefined;
  /** Takes what goes on. Default: nobody does. */
  readonly logger?: Logger;
  readonly signal: AbortSignal;
}

/** Runs a Python program; its exit code becomes this process's. The installed executors are there for it. */
export async function runScript(file: string, options: ScriptOptions): Promise<void> {
  const source = textOf(file, await readFile(file));
  const wheels = await wheelsOf(file, options);
  using input = new StandardInput();
  await runProgram(source, file, wheels, options, () => input.read());
}

/** Runs the program that standard input is. */
export async function runStandardInput(options: ScriptOptions): Promise<void> {
  const source = textOf(stdinName, await buffer(process.stdin));
  await runProgram(source, stdinName, (await installedWheels('.', options)) ?? [], options);
}

async function runProgram(
  source: string,
  filename: string,
  wheels: readonly PythonWheel[],
  { args, signal, ...rest }: ScriptOptions,
  stdin: ReadLine = async () => null,
): Promise<void> {
  await using ray = await initForPython(wheels, filename === stdinName ? '.' : path.dirname(filename), rest);
  process.exitCode = await ray.python.run(source, { filename, args, signal, stdin });
}

/** A runtime with the installed executors, for a program that lies in this folder, or a prompt. */
export async function initForPython(
  wheels: readonly PythonWheel[],
  folder: string,
  { numWorkers, mounts, logger }: Pick<ScriptOptions, 'numWorkers' | 'mounts' | 'logger'>,
  print?: (printed: Printed) => void,
): Promise<Ray> {
  const executors = { ...(await importExecutors(['python'])), ...(await importInstalled()).packages };
  const python = { wheels, ...filesFor(mounts, folder) };
  return init({
    executors,
    python,
    ...(numWorkers === undefined ? {} : { numWorkers }),
    ...(logger === undefined ? {} : { logger }),
    ...(print === undefined ? {} : { print }),
  });
}

/** What the lock names, or the one in the folder, where there is one. */
export async function installedWheels(
  folder: string,
  { lock, signal }: Pick<ScriptOptions, 'lock' | 'signal'>,
): Promise<readonly PythonWheel[] | undefined> {
  const beside = path.join(folder, lockName);
  const found = lock ?? (fs.existsSync(beside) ? beside : undefined);
  return found === undefined ? undefined : installLock(found, { cache: new WheelCache(), signal });
}

async function wheelsOf(file: string, options: ScriptOptions): Promise<readonly PythonWheel[]> {
  const installed = await installedWheels(path.dirname(file), options);
  if (installed !== undefined) return installed;
  const wanted = (await readScriptMetadata(file))?.requirements ?? [];
  if (wanted.length === 0) return [];
  const names = wanted.map(({ name }) => name).join(', ');
  throw new UsageError(`"${file}" needs packages (${names}) and has no lock: make one by "polyray python lock ${file}"`);
}

function textOf(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InvalidFileError(file === stdinName ? file : path.resolve(file), 'is not text in UTF-8');
  }
}
