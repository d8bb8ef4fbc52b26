import { GuestError } from '../guest-error.ts';
import { StreamFailure } from '../io/io-error.ts';

/** `wasi:filesystem/types` error-code, of those cases that occur. */
export type ErrorCode = (typeof codes)[keyof typeof codes] | 'bad-descriptor' | 'quota';

const codes = {
  EACCES: 'access',
  EBUSY: 'busy',
  EDQUOT: 'quota',
  EEXIST: 'exist',
  EFBIG: 'file-too-large',
  EILSEQ: 'illegal-byte-sequence',
  EINVAL: 'invalid',
  EIO: 'io',
  EISDIR: 'is-directory',
  ELOOP: 'loop',
  EMFILE: 'insufficient-memory',
  EMLINK: 'too-many-links',
  ENAMETOOLONG: 'name-too-long',
  ENFILE: 'insufficient-memory',
  ENOENT: 'no-entry',
  ENOMEM: 'insufficient-memory',
  ENOSPC: 'insufficient-space',
  ENOTDIR: 'not-directory',
  ENOTEMPTY: 'not-empty',
  ENOTSUP: 'unsupported',
  EPERM: 'not-permitted',
  EROFS: 'read-only',
  ETXTBSY: 'text-file-busy',
  EXDEV: 'cross-device',
} as const;

/** What a component is told, before it is known how. */
export class FileError extends Error {
  override name = 'FileError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode) {
    super(code);
    this.code = code;
  }
}

/** The code of what was thrown; undefined for what is no matter of files. */
function codeOf(error: unknown): ErrorCode | undefined {
  if (error instanceof FileError) return error.code;
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall === undefined || code === undefined) return undefined;
  return Object.hasOwn(codes, code) ? codes[code as keyof typeof codes] : 'io';
}

/** Answers a function of the interface: what the system refuses is its `error-code`. */
export function answering<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    const code = codeOf(error);
    throw code === undefined ? error : new GuestError(code);
  }
}

/** The same within a stream. */
export function streaming<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    const code = codeOf(error);
    throw code === undefined ? error : new StreamFailure('file', code);
  }
}
