/** The base of every error that polyray throws on purpose; `cause` holds what lies beneath. */
export class PolyrayError extends Error {
  override name = 'PolyrayError';
}

/** The request is wrong: it will fail again, everywhere. */
export class InvalidRequestError extends PolyrayError {
  override name = 'InvalidRequestError';
  /** The place: `operation`, `parameters.window`, `inputs.signal.dimensions[0]`. */
  readonly path: string;
  /** Who found it: the host's check of the declaration, or the component. */
  readonly origin: 'host' | 'component';

  constructor(path: string, message: string, origin: 'host' | 'component' = 'host', options?: ErrorOptions) {
    super(`Invalid ${path}: ${message}`, options);
    this.path = path;
    this.origin = origin;
  }
}

/** The request is right, this executor cannot serve it. */
export class UnsupportedError extends PolyrayError {
  override name = 'UnsupportedError';
  readonly path: string;

  constructor(path: string, message: string, options?: ErrorOptions) {
    super(`Unsupported ${path}: ${message}`, options);
    this.path = path;
  }
}

/** The executor ran out of memory; a smaller request may succeed. */
export class OutOfMemoryError extends PolyrayError {
  override name = 'OutOfMemoryError';
}

/** Something would pass a limit of its executor; the message says which. See `ExecutorLimits`. */
export class LimitExceededError extends PolyrayError {
  override name = 'LimitExceededError';
  /** Of `ExecutorLimits`: `responseBytes`. */
  readonly limit: string;
  readonly allowed: number;
  /** How much it would have been; of what was stopped on the way, at least this. */
  readonly found: number;

  constructor(what: string, limit: string, allowed: number, found: number) {
    super(`${what}: ${found} is more than its limit ${limit} of ${allowed}`);
    this.limit = limit;
    this.allowed = allowed;
    this.found = found;
  }
}

/** The operation ran and has no answer; the message is the executor's own, for Python its traceback. */
export class OperationFailedError extends PolyrayError {
  override name = 'OperationFailedError';
}

/** A bug in the executor: it said so, or it trapped. The instance was replaced, the next call works. */
export class ExecutorFaultError extends PolyrayError {
  override name = 'ExecutorFaultError';
  /** Whether the instance died. */
  readonly trapped: boolean;

  constructor(message: string, trapped: boolean, options?: ErrorOptions) {
    super(message, options);
    this.trapped = trapped;
  }
}

/** The executor's component ended itself, as a program does. The instance was replaced, the next call works. */
export class ExecutorExitedError extends ExecutorFaultError {
  override name = 'ExecutorExitedError';
  /** 0 to 255; also 0 is no answer to a call. */
  readonly exitCode: number;

  constructor(executor: string, exitCode: number) {
    super(`Executor "${executor}" ended itself with exit code ${exitCode}`, true);
    this.exitCode = exitCode;
  }
}

/** The thread that ran the call ended before it answered. */
export class WorkerCrashedError extends PolyrayError {
  override name = 'WorkerCrashedError';
}

/** The call took longer than it may; its work was stopped. */
export class TaskTimeoutError extends PolyrayError {
  override name = 'TaskTimeoutError';
  readonly timeoutMs: number;

  constructor(what: string, timeoutMs: number) {
    super(`${what} did not finish within ${timeoutMs} ms`);
    this.timeoutMs = timeoutMs;
  }
}

/** The task was cancelled; its work was stopped. `cause` is the reason of the signal, if one of this thread did it. */
export class TaskCancelledError extends PolyrayError {
  override name = 'TaskCancelledError';
}

/** No executor of this name, or no version of it that would do, is registered; or it was unloaded. */
export class ExecutorNotFoundError extends PolyrayError {
  override name = 'ExecutorNotFoundError';
}

/** The executor's workers crash one after the other, so that no more are started for a while. */
export class ExecutorUnavailableError extends PolyrayError {
  override name = 'ExecutorUnavailableError';
  /** When it is tried again, from when this was said; 0: a request is on trial already. */
  readonly retryInMs: number;

  constructor(message: string, retryInMs: number, options?: ErrorOptions) {
    super(message, options);
    this.retryInMs = retryInMs;
  }
}

/**
 * Why a new version did not take over: it cannot be loaded or does not say what it does (`start`), answers a probe wrongly
 * (`probe`), breaks (`faults`: it trapped, crashed, or reported a bug of its own), fails more often than the old one
 * (`errors`), is slower (`latency`), does not answer at all (`stalled`); or the program changed its mind (`withdrawn`).
 */
export type ReplacementFailure = 'start' | 'probe' | 'faults' | 'errors' | 'latency' | 'stalled' | 'withdrawn';

/** A version did not take another one's place, which goes on as before. */
export class ExecutorReplacementError extends PolyrayError {
  override name = 'ExecutorReplacementError';
  readonly reason: ReplacementFailure;

  constructor(message: string, reason: ReplacementFailure, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** The executor is a program of this machine, with all the rights of this process, and `init` was not told to take such. */
export class ExecutorNotAllowedError extends PolyrayError {
  override name = 'ExecutorNotAllowedError';

  /** @param place where it was given: `executors.fft` */
  constructor(place: string) {
    super(`Cannot use ${place}: it is native, a program with all the rights of this process; init takes such with allowNative: true`);
  }
}

/** A version of an executor is registered under this name already. */
export class ExecutorRegisteredError extends PolyrayError {
  override name = 'ExecutorRegisteredError';
}

/** More calls wait for the executor than its `queueLength`: try again later, or ask for less at once. */
export class ExecutorBusyError extends PolyrayError {
  override name = 'ExecutorBusyError';
}

/** An executor's bytes or glue cannot be loaded here. */
export class ExecutorLoadError extends PolyrayError {
  override name = 'ExecutorLoadError';
}

/** An import of a component that its grants leave unsatisfied. */
export interface UngrantedImport {
  /** `wasi:clocks/wall-clock@0.2.3`. */
  readonly name: string;
  /** What would give it, each alone: `clocks`, `others: 'refuse'`. Empty: nothing does. */
  readonly grants: readonly string[];
}

/** A component imports what it was not granted; nothing of it was run. */
export class ImportNotGrantedError extends ExecutorLoadError {
  override name = 'ImportNotGrantedError';
  readonly imports: readonly UngrantedImport[];

  constructor(executor: string, imports: readonly UngrantedImport[]) {
    const each = imports.map(
      ({ name, grants }) => `${name} (${grants.length === 0 ? 'no grant gives it' : `grant ${grants.join(' or ')}`})`,
    );
    super(`Cannot load executor "${executor}": it imports ${each.join(', ')}`);
    this.imports = imports;
  }
}

/** What keeps bytes from being an executor of this host. */
export type ComponentFault =
  | 'too-large'
  | 'not-wasm'
  | 'core-module'
  | 'wit-package'
  | 'malformed'
  | 'unsafe-name'
  | 'other-package'
  | 'other-version'
  | 'missing-export'
  | 'other-types'
  | 'name'
  | 'version';

/** Bytes that should be an executor's component are not; nothing of them ran, unless `fault` is `name` or `version`. */
export class InvalidComponentError extends ExecutorLoadError {
  override name = 'InvalidComponentError';
  readonly fault: ComponentFault;
  readonly found: string;
  readonly expected: string;

  constructor(source: string, fault: ComponentFault, found: string, expected: string, options?: ErrorOptions) {
    super(`Cannot load an executor from ${source}: it is ${found}, expected ${expected}`, options);
    this.fault = fault;
    this.found = found;
    this.expected = expected;
  }
}

/** A component's bytes are not those that were asked for; nothing of them ran. */
export class ComponentDigestError extends ExecutorLoadError {
  override name = 'ComponentDigestError';
  /** SHA-256 in hexadecimal, as asked for. */
  readonly expected: string;
  /** SHA-256 in hexadecimal, of the bytes that came. */
  readonly found: string;

  constructor(source: string, expected: string, found: string) {
    super(`Cannot load an executor from ${source}: its SHA-256 is ${found}, expected ${expected}`);
    this.expected = expected;
    this.found = found;
  }
}

/** The host was shut down. */
export class ShutdownError extends PolyrayError {
  override name = 'ShutdownError';
}

/** A pipeline document or its arguments are wrong. */
export class InvalidPipelineError extends PolyrayError {
  override name = 'InvalidPipelineError';
  /** The place in the document: `stages[2].inputs.signal`. */
  readonly path: string;

  constructor(path: string, message: string, options?: ErrorOptions) {
    super(`Invalid pipeline at ${path}: ${message}`, options);
    this.path = path;
  }
}

/** A stage of a pipeline failed; `cause` is what its executor said. */
export class StageError extends PolyrayError {
  override name = 'StageError';
  /** The stage's name. */
  readonly stage: string;

  constructor(stage: string, cause: Error) {
    super(`Stage "${stage}" failed: ${cause.message}`, { cause });
    this.stage = stage;
  }
}

/** A file cannot be read as what it claims to be. */
export class InvalidFileError extends PolyrayError {
  override name = 'InvalidFileError';
  readonly file: string;

  constructor(file: string, message: string, options?: ErrorOptions) {
    super(`Cannot read "${file}": ${message}`, options);
    this.file = file;
  }
}

/** Packages for Python cannot be had: no wheel fits, none can be fetched, or their lock is wrong. `cause` says more. */
export class PackageError extends PolyrayError {
  override name = 'PackageError';
}

/** A package's bytes are not those that were locked, even after they were fetched anew. */
export class PackageDigestError extends PackageError {
  override name = 'PackageDigestError';
  /** The wheel's file name. */
  readonly file: string;
  /** SHA-256 in hexadecimal, from the lock. */
  readonly expected: string;
  /** SHA-256 in hexadecimal, of the bytes that came. */
  readonly found: string;

  constructor(file: string, expected: string, found: string, where: string) {
    super(`Cannot use "${file}" from ${where}: its SHA-256 is ${found}, the lock says ${expected}`);
    this.file = file;
    this.expected = expected;
    this.found = found;
  }
}

/** A task's own code threw; `cause` is what it threw, with the stack of the thread where it was thrown. */
export class TaskError extends PolyrayError {
  override name = 'TaskError';
}

/** The actor is gone for good; `cause` is the error of its constructor, where that was why. */
export class ActorDiedError extends PolyrayError {
  override name = 'ActorDiedError';
}

/** The actor's worker ended while the call ran; the actor starts again, a later call may succeed. */
export class ActorUnavailableError extends PolyrayError {
  override name = 'ActorUnavailableError';
}

/** The object has no value any more: it was deleted or freed, or its spilled bytes cannot be read. */
export class ObjectLostError extends PolyrayError {
  override name = 'ObjectLostError';
}

/** The object store had no room for an object, and none came in time. The message has the figures. */
export class ObjectStoreFullError extends PolyrayError {
  override name = 'ObjectStoreFullError';
}

/** A `get` ran out of time; the task it waited for goes on. */
export class GetTimeoutError extends PolyrayError {
  override name = 'GetTimeoutError';
  readonly timeoutMs: number;

  constructor(what: string, timeoutMs: number) {
    super(`${what} was not there within ${timeoutMs} ms`);
    this.timeoutMs = timeoutMs;
  }
}

/** More calls wait for the actor than its `maxPendingCalls`. */
export class PendingCallsLimitExceeded extends PolyrayError {
  override name = 'PendingCallsLimitExceeded';
}

/** Tasks wait for each other and no worker is left to go on; `chain` names them. */
export class DeadlockError extends PolyrayError {
  override name = 'DeadlockError';
  readonly chain: readonly string[];

  constructor(message: string, chain: readonly string[]) {
    super(message);
    this.chain = chain;
  }
}

/** Somebody wrote to an object: objects are never changed, since others read the same memory. Found in debug mode only. */
export class ObjectWrittenError extends PolyrayError {
  override name = 'ObjectWrittenError';
  /** Hexadecimal ids. */
  readonly objects: readonly string[];

  constructor(objects: readonly string[], who: string) {
    super(
      `${who} wrote to ${objects.length === 1 ? 'an object' : 'objects'} in shared memory: ${objects.join(', ')}; copy before you change`,
    );
    this.objects = objects;
  }
}

/** A task or actor asks for more than this runtime has, so that it could never start. */
export class InfeasibleError extends PolyrayError {
  override name = 'InfeasibleError';
}

/** A name that a function uses and does not declare. */
export interface FreeVariable {
  readonly name: string;
  /** Where it is first used in the function's text: lines and columns (UTF-16 units) from 1. */
  readonly line: number;
  readonly column: number;
}

/** A function cannot be shipped by its text: it uses what is declared outside of it. */
export class FreeVariableError extends PolyrayError {
  override name = 'FreeVariableError';
  /** In the order of their first use. */
  readonly variables: readonly FreeVariable[];

  constructor(message: string, variables: readonly FreeVariable[]) {
    super(message);
    this.variables = variables;
  }
}

/** Bytes that should hold an encoded value do not; `cause` may say more. */
export class InvalidValueError extends PolyrayError {
  override name = 'InvalidValueError';

  constructor(reason: string, options?: ErrorOptions) {
    super(`Cannot decode the value: ${reason}`, options);
  }
}

/** A queue had no item to give, or fewer than were asked for, and none came in time. */
export class QueueEmptyError extends PolyrayError {
  override name = 'QueueEmptyError';
}

/** A queue had no room for an item, or for all that were to be put, and none came in time. */
export class QueueFullError extends PolyrayError {
  override name = 'QueueFullError';
}
