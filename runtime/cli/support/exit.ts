import { styleText } from 'node:util';
import * as errors from '../../errors.ts';

/** The caller's own mistake; told like an error of ours. */
export class UsageError extends errors.PolyrayError {
  override name = 'UsageError';
}

/** 0 done, 1 the work failed, 2 the request was wrong, 3 out of time, 130 interrupted. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof errors.StageError) return exitCodeOf(error.cause);
  if (error instanceof errors.TaskCancelledError) return 130;
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

/** One message with the place; a stack only for what should not have happened. */
export function report(error: unknown, json: boolean): void {
  const known = error instanceof errors.PolyrayError;
  const { name, message, stack } = error as Error;
  if (json) {
    const place = (error as { path?: string }).path;
    const stage = (error as { stage?: string }).stage;
    console.error(
      JSON.stringify({
        error: { name, message, ...(place === undefined ? {} : { path: place }), ...(stage === undefined ? {} : { stage }) },
      }),
    );
    return;
  }
  console.error(`${styleText('red', 'polyray:', { stream: process.stderr })} ${known ? message : (stack ?? String(error))}`);
}
