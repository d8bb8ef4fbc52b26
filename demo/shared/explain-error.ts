import { TaskError } from 'polyray';

/** What went wrong, in one or two sentences for people: an error's message, and why, where a wrapper says less. */
export function explainError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // what the code of a task threw says all
  if (error instanceof TaskError && error.cause !== undefined) return explainError(error.cause);
  if (error instanceof RangeError && /allocation|memory/i.test(error.message))
    return `This page does not get enough memory for it (${error.message}).`;
  const cause = error.cause instanceof Error ? explainError(error.cause) : undefined;
  if (cause === undefined || error.message.includes(cause)) return error.message || error.name;
  return `${error.message}: ${cause}`;
}
