// @ts-check

/** A package's bytes are not those that its lock names. */
export class WheelDigestError extends Error {
  /**
   * @param {string} file
   * @param {string} expected SHA-256 in hexadecimal, from the lock.
   * @param {string} found SHA-256 in hexadecimal, of the bytes.
   */
  constructor(file, expected, found) {
    super(`Cannot use wheel "${file}": its SHA-256 is ${found}, the lock says ${expected}`);
    this.name = 'WheelDigestError';
    this.file = file;
    this.expected = expected;
    this.found = found;
  }
}

/** A file is no wheel that can be unpacked here, whoever made it. */
export class InvalidWheelError extends Error {
  /**
   * @param {string} file
   * @param {string} reason
   */
  constructor(file, reason) {
    super(`Cannot use wheel "${file}": ${reason}`);
    this.name = 'InvalidWheelError';
    this.file = file;
  }
}

/** A lock does not hold what a lock must hold. */
export class InvalidLockError extends Error {
  /**
   * @param {string} path The place: `packages[2].sha256`; empty for the whole.
   * @param {string} reason
   */
  constructor(path, reason) {
    super(`Invalid lock${path === '' ? '' : ` at ${path}`}: ${reason}`);
    this.name = 'InvalidLockError';
    this.path = path;
  }
}

/** Requirements cannot be met by wheels for this platform. */
export class ResolutionError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'ResolutionError';
  }
}
