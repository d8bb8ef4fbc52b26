import type { Cache } from './cache.ts';

/** What a member's build script is given; `Options` is what its `options.ts` declares. */
export interface BuildContext<Options = unknown> {
  /** The member's folder, `components/<name>`. */
  readonly directory: string;
  /** The repository. */
  readonly root: string;
  readonly cache: Cache;
  /** How many compilers may run at once, at least 1. */
  readonly jobs: number;
  /** Asserts on, names kept, less optimization. */
  readonly debug: boolean;
  /** What the product chose, defaults filled in. */
  readonly options: Options;
  /** `--watch`: another build follows in this process; what was costly to load may stay loaded. */
  readonly keepWarm: boolean;
  /** Ends the build early; what is finished stays in the cache. */
  readonly signal: AbortSignal;
  /**
   * The absolute path of a file that an option names, as a text of the format "path": from the folder of the configuration, or else
   * from the repository. Whoever changes the file makes the member stale.
   */
  input(file: string): string;
  /** Tells a person what is going on: `done` of `total` units of `what`. */
  progress(what: string, done?: number, total?: number): void;
}

/** One shipped component, and what jco made of it. */
export interface BuiltVariant {
  /** What it needs of an engine beyond WebAssembly's beginnings. */
  readonly features: readonly ('simd128' | 'relaxed-simd')[];
  /** The component's path. */
  readonly file: string;
  readonly bytes: Uint8Array;
  /** The glue's path. */
  readonly glue: string;
  /** The core modules' paths. */
  readonly core: readonly string[];
}

/** All that a member's build made; whatever else lies in its `dist` is removed. */
export interface Built {
  /** Best first. */
  readonly variants: readonly BuiltVariant[];
  /** Paths of what goes with them. */
  readonly files?: readonly string[];
  /** The licence of what was built, as SPDX names it, where it is another than the manifest's. */
  readonly licence?: string;
}

/** What `components/<name>/build.ts` exports as `build`. */
export type Build<Options = unknown> = (context: BuildContext<Options>) => Promise<Built>;
