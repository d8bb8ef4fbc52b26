/** @internal */
export interface PythonErrorParts {
  readonly names: readonly string[];
  readonly message: string;
  readonly traceback: string;
  readonly pickled: Uint8Array | undefined;
}

/** What Python code raised; its `name` is that of the exception's class, its `stack` Python's traceback. */
export class PythonError extends Error {
  /** The classes of the exception, its own first. */
  readonly names: readonly string[];
  readonly traceback: string;
  /** The exception, for interpreters; undefined where it could not be pickled. */
  readonly pickled: Uint8Array | undefined;

  /** @internal */
  constructor({ names, message, traceback, pickled }: PythonErrorParts) {
    super(message);
    this.name = names[0] ?? 'BaseException';
    this.names = names;
    this.traceback = traceback;
    this.pickled = pickled;
    Object.defineProperty(this, 'stack', { value: traceback, writable: true, configurable: true });
  }
}
