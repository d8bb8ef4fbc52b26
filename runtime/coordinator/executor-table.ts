// Which executors a runtime has: the driver decides, the hub routes by it, every thread knows it. Pools and routes are
// numbers, as everything that has a name inside a runtime: see `Id` of `events.ts`.

/** One version of an executor. */
export interface ExecutorVersion {
  /** What its jobs are tasks of. */
  readonly pool: number;
  /** As it was registered. */
  readonly version: string;
  readonly trust: 'sealed' | 'granted' | 'isolated' | 'trusted' | 'native';
  /** What its component may reach, in words; empty: nothing. */
  readonly grants: readonly string[];
  /** What it may use: `SettledLimits`. */
  readonly limits: Readonly<Record<string, number | string>>;
  /** It finds prepared what that pool's jobs found when it was registered. */
  readonly inherits?: number | undefined;
}

/** A share of what the default is asked goes to another version, before that replaces it. */
export interface Canary {
  readonly pool: number;
  /** From 0 to 1. */
  readonly share: number;
}

/** Everything under one name. */
export interface ExecutorEntry {
  readonly name: string;
  /** Stands for whatever is the default when a job reaches the hub; a name keeps it for good. */
  readonly route: number;
  /** The pool of one of the versions. */
  readonly default: number;
  /** In the order in which they came. */
  readonly versions: readonly ExecutorVersion[];
  readonly canary?: Canary | undefined;
}

export interface ExecutorTable {
  /** Counts changes: what is older than what one knows is late. */
  readonly serial: number;
  /** In the order in which the names came. */
  readonly entries: readonly ExecutorEntry[];
}
