import {
  ExecutorFaultError,
  InvalidRequestError,
  OperationFailedError,
  OutOfMemoryError,
  type PolyrayError,
  UnsupportedError,
} from '../errors.ts';
import type { ErrorCode } from '../executor/contract.ts';

/** The executor's own word, or a trap's. */
export type ExecutorFailure = ErrorCode | { readonly tag: 'trapped'; readonly val: string };

/** The typed error behind what a worker reports. */
export function errorOf(
  executor: string,
  error: ExecutorFailure,
  stage: number | undefined,
): PolyrayError & { stage?: number | undefined } {
  return Object.assign(make(executor, error), stage === undefined ? {} : { stage });
}

function make(executor: string, error: ExecutorFailure): PolyrayError {
  switch (error.tag) {
    case 'invalid':
      return new InvalidRequestError(error.val.path, error.val.message, 'component');
    case 'unsupported':
      return new UnsupportedError(error.val.path, error.val.message);
    case 'out-of-memory':
      return new OutOfMemoryError(`Executor "${executor}" ran out of memory`);
    case 'failed':
      return new OperationFailedError(error.val);
    case 'internal':
      return new ExecutorFaultError(`Executor "${executor}" reports a bug of its own: ${error.val}`, false);
    case 'trapped':
      return new ExecutorFaultError(`Executor "${executor}" trapped: ${error.val}`, true);
  }
}
