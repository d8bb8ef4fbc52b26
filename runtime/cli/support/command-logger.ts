import { styleText } from 'node:util';
import type { Command } from 'commander';
import { type Logger, silent } from '../../logger.ts';
import { UsageError } from './exit.ts';
import { printable } from './printable.ts';

export interface LogOptions {
  readonly log?: string;
  readonly logLevel?: string;
}

const levels = ['debug', 'info', 'warn', 'error'] as const;
type Level = (typeof levels)[number];

/** Options of commands that run something. */
export function withLog(command: Command): Command {
  return command
    .option('--log <format>', 'tell on standard error what goes on, what components print included: text, or json, a line each')
    .option('--log-level <level>', 'debug, info, warn or error: this and what is graver (default: info)');
}

/**
 * What these options ask for.
 *
 * @param write takes whole lines; default: to standard error
 * @throws {UsageError}
 */
export function commandLogger(
  { log, logLevel }: LogOptions,
  write: (lines: string) => void = (lines) => process.stderr.write(lines),
): Logger {
  if (log === undefined && logLevel !== undefined) throw new UsageError('--log-level needs --log');
  if (log === undefined) return silent;
  if (log !== 'text' && log !== 'json') throw new UsageError(`--log must be text or json, is "${log}"`);
  const least = levels.indexOf((logLevel ?? 'info') as Level);
  if (least < 0) throw new UsageError(`--log-level must be one of ${levels.join(', ')}, is "${logLevel}"`);
  const line = log === 'json' ? jsonLine : textLine;
  const at = (level: Level) =>
    levels.indexOf(level) < least ? () => {} : (fields: object, message?: string) => write(`${line(level, fields, message)}\n`);
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function jsonLine(level: Level, fields: object, message: string | undefined): string {
  return JSON.stringify({ time: new Date().toISOString(), level, ...fields, ...(message === undefined ? {} : { message }) });
}

const colours = { debug: 'dim', info: 'reset', warn: 'yellow', error: 'red' } as const;

/** What a component printed is shown as that; of anything else, its fields. All of it may be a stranger's text. */
function textLine(level: Level, fields: object, message: string | undefined): string {
  const { event = '', line, stream, ...rest } = fields as Readonly<Record<string, unknown>>;
  const told = Object.entries(rest).flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${textOf(value)}`]));
  const head = styleText(colours[level], level.padEnd(5), { stream: process.stderr });
  if (event === 'guest-output') return `${head} ${textOf(rest['executor'])} ${textOf(stream)}: ${textOf(line)}`;
  return `${head} ${[textOf(event), ...told, ...(message === undefined ? [] : [textOf(message)])].join('  ')}`;
}

function textOf(value: unknown): string {
  const text = typeof value === 'string' ? value : Array.isArray(value) ? value.join(', ') || 'none' : JSON.stringify(value);
  return printable(text).replaceAll('\n', '\n      ');
}
