import type { Command } from 'commander';
import type { FileTensor } from '../../files/file-tensor.ts';
import { readTensor } from '../../files/read-tensor.ts';
import { UsageError } from './exit.ts';

export interface CommonOptions {
  readonly json?: true;
  readonly timeout?: string;
}

/** Options that every command has. */
export function withCommon(command: Command): Command {
  return command.option('--json', 'machine-readable output and errors').option('--timeout <ms>', 'stop after so many milliseconds');
}

/** For options that may be given more than once; after the one that says none, `before` is false. */
export function collect(value: string, before: readonly string[] | false = []): string[] {
  return [...(before || []), value];
}

/** A JSON object from the command line. */
export function parseObject(option: string, text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text, (key, item) => {
      if (typeof item === 'number' && !Number.isFinite(item)) throw new RangeError(`"${key}" is a number that no double can hold`);
      return item;
    });
  } catch (cause) {
    const what = cause instanceof RangeError ? 'cannot be read' : 'is not JSON';
    throw new UsageError(`${option} ${what}: ${(cause as Error).message}`, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UsageError(`${option} must be a JSON object, is ${text}`);
  return value as Record<string, unknown>;
}

/** "NAME=FILE" texts to tensors. */
export async function readInputs(texts: readonly string[] = []): Promise<Record<string, FileTensor>> {
  const inputs = new Map<string, FileTensor>();
  for (const text of texts) {
    const at = text.indexOf('=');
    if (at < 1) throw new UsageError(`--input must be NAME=FILE, is "${text}"`);
    const name = text.slice(0, at);
    if (inputs.has(name)) throw new UsageError(`--input ${name} is given twice`);
    inputs.set(name, await readTensor(text.slice(at + 1)));
  }
  return Object.fromEntries(inputs);
}

export function parseTimeout(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = Number(text);
  if (!(ms > 0 && ms < 2 ** 31)) throw new UsageError(`--timeout must be a number above 0 and below 2^31, is "${text}"`);
  return Math.ceil(ms);
}

export function parseWorkers(text: string): number {
  const workers = Number(text);
  if (!Number.isInteger(workers) || workers < 1 || workers > 1024)
    throw new UsageError(`--workers must be a whole number from 1 to 1024, is "${text}"`);
  return workers;
}
