import { styleText } from 'node:util';
import * as errors from '../../errors.ts';
import { printable } from './printable.ts';

/** The caller's own mistake; told like an error of ours. */
export class UsageError extends errors.PolyrayError {
  override name = 'UsageError';
}

/** Ctrl-C, or another's wish that the process ends. */
export class InterruptedError extends errors.PolyrayError {
  override name = 'InterruptedError';
  readonly signal: 'SIGINT' | 'SIGTERM';

  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super(signal === 'SIGINT' ? 'Interrupted' : 'Terminated');
    this.signal = signal;
  }
}

/** What a person reads about {@link exitCodeOf}. */
export const exitCodesText =
  'Exit codes: 0 done, 1 the work failed, 2 the request was wrong, 3 it ran out of time, 130 interrupted (143 by SIGTERM).';

/** The numbers of {@link exitCodesText}. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof errors.StageError) return exitCodeOf(error.cause);
  if (error instanceof InterruptedError) return error.signal === 'SIGINT' ? 130 : 143;
  if (error instanceof errors.TaskTimeoutError) return 3;
  const wrong = [
    UsageError,
    errors.InvalidRequestError,
    errors.InvalidPipelineError,
    errors.InvalidFileError,
    errors.ExecutorNotFoundError,
  ];
  return wrong.some((type) => error instanceof type) ? 2 : 1;
}

/** One message with the place; the stack of what should not have happened only on request. */
export function report(error: unknown, json: boolean): void {
  const { name, message, path, stage, file } = error as Error & { path?: string; stage?: string; file?: string };
  if (json) {
    const place = Object.entries({ path, stage, file }).filter(([, value]) => typeof value === 'string');
    console.error(JSON.stringify({ error: { name, message, ...Object.fromEntries(place) } }));
    return;
  }
  const prefix = styleText('red', 'polyray:', { stream: process.stderr });
  if (error instanceof errors.PolyrayError) console.error(`${prefix} ${printable(message)}`);
  else if (process.env['POLYRAY_STACK'] !== undefined) console.error(prefix, error);
  else console.error(`${prefix} Unexpected ${name}: ${printable(message)} (POLYRAY_STACK=1 shows the stack)`);
}
