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

/** The caller's signal was aborted; the work was stopped. `cause` is the signal's reason. */
export class TaskCancelledError extends PolyrayError {
  override name = 'TaskCancelledError';
}

/** No executor of this name is registered. */
export class ExecutorNotFoundError extends PolyrayError {
  override name = 'ExecutorNotFoundError';
}

/** An executor's bytes or glue cannot be loaded here. */
export class ExecutorLoadError extends PolyrayError {
  override name = 'ExecutorLoadError';
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
