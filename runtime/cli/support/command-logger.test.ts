import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { silent } from '../../logger.ts';
import { commandLogger, type LogOptions } from './command-logger.ts';
import { UsageError } from './exit.ts';

/** What is written. */
function told(options: LogOptions): string[] {
  const lines: string[] = [];
  const logger = commandLogger(options, (line) => lines.push(stripVTControlCharacters(line)));
  logger.debug({ event: 'worker-started', pool: 'cpp', worker: 7 });
  logger.info({ event: 'executor-loaded', executor: 'cpp', trust: 'granted', grants: ['clocks', 'random'], reason: undefined });
  logger.info({
    event: 'guest-output',
    executor: 'plug',
    version: '1.0.0',
    request: 'ab',
    stream: 'stdout',
    line: 'a \u001b[31mline\u0007',
  });
  logger.warn({ event: 'guest-output-dropped', executor: 'plug', droppedBytes: 7 }, 'too much');
  return lines;
}

test('text is for people, and no terminal obeys it', () => {
  expect(told({ log: 'text' })).toEqual([
    'info  executor-loaded  executor cpp  trust granted  grants clocks, random\n',
    'info  plug stdout: a \\x1b[31mline\\x07\n',
    'warn  guest-output-dropped  executor plug  droppedBytes 7  too much\n',
  ]);
});

test('json is a line each', () => {
  const lines = told({ log: 'json', logLevel: 'debug' }).map((line) => JSON.parse(line));
  expect(lines).toHaveLength(4);
  expect(lines[0]).toEqual({ time: expect.stringMatching(/^\d{4}-.*Z$/), level: 'debug', event: 'worker-started', pool: 'cpp', worker: 7 });
  expect(lines[2]).toMatchObject({ level: 'info', line: 'a \u001b[31mline\u0007' });
  expect(lines[3]).toMatchObject({ message: 'too much' });
});

test('the level says what is told', () => {
  expect(told({ log: 'text', logLevel: 'warn' })).toHaveLength(1);
  expect(told({ log: 'text', logLevel: 'error' })).toEqual([]);
  expect(commandLogger({})).toBe(silent);
});

test.each<[LogOptions, string]>([
  [{ log: 'xml' }, '--log must be text or json, is "xml"'],
  [{ log: 'text', logLevel: 'all' }, '--log-level must be one of debug, info, warn, error, is "all"'],
  [{ logLevel: 'info' }, '--log-level needs --log'],
])('%j is a mistake', (options, message) => {
  expect(() => commandLogger(options)).toThrow(UsageError);
  expect(() => commandLogger(options)).toThrow(message);
});
