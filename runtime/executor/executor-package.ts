import type { ExecutorGrants } from './executor-grants.ts';
import type { ExecutorLimits } from './executor-limits.ts';
import type { ExecutorRecovery } from './executor-recovery.ts';
import type { OperationTypes } from './operation-types.ts';

/** What stands between a component and the machine: see `docs/trust.md`. */
export type TrustLevel = 'sealed' | 'granted' | 'isolated' | 'trusted' | 'native';

/** One build of a component; `core` and `glue` are what jco made of it. */
export interface ExecutorBuild {
  /** WebAssembly features it needs beyond the MVP; the first build whose features the engine has is used. */
  readonly features: readonly ('simd128' | 'relaxed-simd')[];
  /** The JavaScript glue, an ES module without imports that exports `instantiate`: where it is, or its text. */
  readonly glue: URL | { readonly code: string };
  /** Core modules by the name under which the glue asks for them: where they are, or their bytes. */
  readonly core: Readonly<Record<string, URL | Uint8Array<ArrayBuffer>>>;
}

/** A build in files. */
export interface PackagedBuild extends ExecutorBuild {
  readonly glue: URL;
  readonly core: Readonly<Record<string, URL>>;
  /** The component itself. */
  readonly component: URL;
}

/**
 * An executor as its package exports it: where its bytes are, and nothing loaded yet. `Operations` carries the types of
 * its calls and exists for the compiler only.
 */
export interface ExecutorPackage<Operations extends OperationTypes = OperationTypes> {
  readonly name: string;
  readonly version: string;
  readonly trust: TrustLevel;
  /** Best first. */
  readonly builds: readonly ExecutorBuild[];
  /** What it may use; a host changes it by a copy: `{...cpp, limits: {memoryBytes: 2 ** 30}}`. */
  readonly limits?: ExecutorLimits;
  /**
   * Where what takes time to make of its core modules, as metering does, is kept between processes, and up to how many bytes
   * (default 512 MiB). Default: this user's cache, where there is a disk. Who can write there can change what limits hold.
   * False: nothing is kept, nor looked for.
   */
  readonly cache?: { readonly directory?: string; readonly maxBytes?: number } | false;
  /** What happens when its workers crash one after the other. */
  readonly recovery?: ExecutorRecovery;
  /**
   * A module that satisfies the component's imports in the worker's thread. Its default export is called once per
   * worker, with `options`, and returns (or resolves to) the import object of the glue.
   */
  readonly imports?: URL;
  /** What the component may reach by WASI 0.2. Default: nothing. Not together with `imports`. */
  readonly grants?: ExecutorGrants;
  /** A module that starts Python interpreters, with `options`, for tasks in Python: see `polyray-python`. */
  readonly interpreter?: URL;
  /** Structured-cloneable; handed to `imports`. */
  readonly options?: unknown;
  /** Never present at run time. */
  readonly __operations?: Operations;
}

/** An executor in an npm package: all of it in files. */
export interface PackagedExecutor<Operations extends OperationTypes = OperationTypes> extends ExecutorPackage<Operations> {
  readonly builds: readonly PackagedBuild[];
}
