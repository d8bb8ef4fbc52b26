import type { Failure, Id } from '../coordinator/events.ts';
import {
  ActorDiedError,
  ActorUnavailableError,
  DeadlockError,
  ExecutorBusyError,
  ExecutorLoadError,
  ExecutorNotFoundError,
  ExecutorUnavailableError,
  InfeasibleError,
  ObjectLostError,
  ObjectStoreFullError,
  PendingCallsLimitExceeded,
  type PolyrayError,
  ShutdownError,
  TaskCancelledError,
  TaskError,
  TaskTimeoutError,
  WorkerCrashedError,
} from '../errors.ts';

/** How the parts of a failure are read in this thread. */
export interface FailureReader {
  decode(bytes: Uint8Array): unknown;
  hexOf(id: Id): string;
}

/** The typed error behind a failure; each call makes a new one, so that its stack is the caller's. */
export function failureError(failure: Failure, reader: FailureReader): PolyrayError {
  const { message } = failure;
  const options = failure.data === undefined ? undefined : { cause: causeOf(failure.data, reader) };
  switch (failure.kind) {
    case 'task':
      return new TaskError(message, options);
    case 'crashed':
      return new WorkerCrashedError(message, options);
    case 'cancelled':
      return new TaskCancelledError(message, options);
    case 'timeout': {
      const { timeoutMs = Number.NaN } = failure;
      // the class says it in these words, too
      return new TaskTimeoutError(message.replace(` did not finish within ${timeoutMs} ms`, ''), timeoutMs);
    }
    case 'actor-died':
      return new ActorDiedError(message, options);
    case 'actor-unavailable':
      return new ActorUnavailableError(message, options);
    case 'lost':
      return new ObjectLostError(message, options);
    case 'store-full':
      return new ObjectStoreFullError(message, options);
    case 'deadlock':
      return new DeadlockError(message, (failure.chain ?? []).map(reader.hexOf));
    case 'infeasible':
      return new InfeasibleError(message, options);
    case 'pending-calls':
      return new PendingCallsLimitExceeded(message, options);
    case 'no-executor':
      return new ExecutorNotFoundError(message, options);
    case 'unavailable':
      return new ExecutorUnavailableError(message, failure.timeoutMs ?? 0, options);
    case 'busy':
      return new ExecutorBusyError(message, options);
    case 'load':
      return new ExecutorLoadError(message, options);
    case 'closed':
      return new ShutdownError(message, options);
  }
}

/** What was thrown; or why this thread cannot read it, such as a class that is registered elsewhere alone. */
function causeOf(data: Uint8Array, reader: FailureReader): unknown {
  try {
    return reader.decode(data);
  } catch (error) {
    return error;
  }
}
