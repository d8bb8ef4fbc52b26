import type { Cache } from './cache.ts';

/** What a member's build script is given. */
export interface BuildContext {
  /** The member's folder, `components/<name>`. */
  readonly directory: string;
  /** The repository. */
  readonly root: string;
  readonly cache: Cache;
  /** How many compilers may run at once, at least 1. */
  readonly jobs: number;
  /** Asserts on, names kept, less optimization. */
  readonly debug: boolean;
  /** `--fftw`: a path or an https URL of the FFTW tarball. */
  readonly fftw: string | undefined;
  /** `--without-fftw`: leave FFTW and what needs it out. */
  readonly withoutFftw: boolean;
  /** `--watch`: another build follows in this process; what was costly to load may stay loaded. */
  readonly keepWarm: boolean;
  /** Ends the build early; what is finished stays in the cache. */
  readonly signal: AbortSignal;
  /** Tells a person what is going on: `done` of `total` units of `what`. */
  progress(what: string, done?: number, total?: number): void;
}

/** One shipped component. */
export interface BuiltVariant {
  /** `simd128`, `relaxed-simd`, or empty where there is only one. */
  readonly variant: string;
  /** The component's path. */
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** What `components/<name>/build.ts` exports as `build`. */
export type Build = (context: BuildContext) => Promise<readonly BuiltVariant[]>;
