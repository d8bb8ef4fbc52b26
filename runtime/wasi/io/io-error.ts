import { GuestError, textOf } from '../guest-error.ts';
import { type Handles, Resource } from '../resource.ts';

/** Why a stream failed; `code` is an error-code of the interface that the stream is of. */
export class StreamFailure extends Error {
  override name = 'StreamFailure';
  readonly kind: 'file' | 'http';
  readonly code: unknown;

  constructor(kind: 'file' | 'http', code: unknown) {
    super(textOf(code));
    this.kind = kind;
    this.code = code;
  }
}

/** `wasi:io/error` error. */
export class IoError extends Resource {
  readonly failure: StreamFailure;

  constructor(handles: Handles, failure: StreamFailure) {
    super(handles);
    this.failure = failure;
  }

  toDebugString(): string {
    return `${this.failure.kind}: ${this.failure.message}`;
  }

  /** What the interface of this kind has for it. */
  codeOf(kind: StreamFailure['kind']): unknown {
    return this.failure.kind === kind ? this.failure.code : undefined;
  }
}

/** The `stream-error` that says the stream has ended. */
export function closed(): GuestError {
  return new GuestError({ tag: 'closed' });
}

/** Makes a stream's failure the `stream-error` that a component is told; whatever else is thrown passes. */
export function failing<T>(handles: Handles, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof StreamFailure)) throw error;
    throw new GuestError({ tag: 'last-operation-failed', val: new IoError(handles, error) });
  }
}
