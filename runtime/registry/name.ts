import type { Id } from '../coordinator/events.ts';
import type { SettledPackage } from './executor-pool.ts';

/** A version that is there. */
export interface Version {
  readonly pool: Id;
  readonly version: string;
  readonly source: SettledPackage;
  /** It finds prepared what that pool found. */
  readonly inherits?: Id | undefined;
}

/** What is known under a name. */
export interface Name {
  readonly name: string;
  readonly route: Id;
  readonly versions: Version[];
  default: Version;
  canary: { readonly version: Version; readonly share: number } | undefined;
  /** What was replaced, the newest last. */
  readonly history: Pick<Version, 'version' | 'source'>[];
}
