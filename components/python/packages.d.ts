import type { PyodideAPI } from 'pyodide';

/** A wheel that was locked, and its bytes. */
export interface Wheel {
  /** Its file name. */
  readonly file: string;
  /** SHA-256 in hexadecimal, from the lock. */
  readonly sha256: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A wheel as a lock names it. */
export interface LockedPackage {
  /** Normalized: `pydantic-core`. */
  name: string;
  version: string;
  /** The wheel's file name. */
  file: string;
  /** Where it was found: `https:`, `http:` or `file:`. */
  url: string;
  /** In hexadecimal. */
  sha256: string;
  /** Bytes. */
  size: number;
  /** The Pythons that it says it runs on: `>=3.10`. */
  requiresPython?: string;
}

/** What `polyray python lock` writes. */
export interface Lock {
  lockVersion: number;
  /** The Python that it was made for: `3.14.2`. */
  python: string;
  /** The platform whose wheels it names. */
  platform: string;
  /** The Pythons that the script asks for. */
  requiresPython?: string;
  /** What was asked for. */
  requirements: string[];
  /** By name, in order. */
  packages: LockedPackage[];
}

/** What one wheel may hold when it is unpacked. */
export interface WheelLimits {
  readonly unpackedBytes: number;
  readonly files: number;
}

/** What Pyodide is to a package. */
export declare const target: {
  readonly python: string;
  /** The last part of a wheel's name. */
  readonly platform: string;
  /** The environment of PEP 508 markers. */
  readonly markers: Readonly<Record<string, string>>;
};

/** The version of the lock's form that is written and read. */
export declare const lockVersion: number;

/** 512 MiB and 50 000 files. */
export declare const wheelLimits: WheelLimits;

/** A package's bytes are not those that its lock names. */
export declare class WheelDigestError extends Error {
  readonly file: string;
  /** SHA-256 in hexadecimal, from the lock. */
  readonly expected: string;
  /** SHA-256 in hexadecimal, of the bytes. */
  readonly found: string;
  constructor(file: string, expected: string, found: string);
}

/** A file is no wheel that can be unpacked here, whoever made it. */
export declare class InvalidWheelError extends Error {
  readonly file: string;
  constructor(file: string, reason: string);
}

/** A lock does not hold what a lock must hold. */
export declare class InvalidLockError extends Error {
  /** The place: `packages[2].sha256`; empty for the whole. */
  readonly path: string;
  constructor(path: string, reason: string);
}

/** A lock that this Pyodide can use, from its JSON text. @throws {InvalidLockError} */
export declare function readLock(text: string): Lock;

/**
 * Makes sure that a wheel is the one that was locked, that Pyodide can load it, and that unpacking it stays inside its
 * folder and the limits.
 *
 * @throws {WheelDigestError | InvalidWheelError}
 */
export declare function verifyWheel(wheel: Wheel, limits?: WheelLimits): Promise<void>;

/**
 * Lays packages into an interpreter, plain or from a snapshot, so that Python can import them: all of them, or none where
 * one is refused.
 *
 * @throws {WheelDigestError | InvalidWheelError}
 */
export declare function layPackages(python: PyodideAPI, wheels: readonly Wheel[]): Promise<void>;
