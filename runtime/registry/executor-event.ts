import type { Action } from '../coordinator/events.ts';
import type { ReplacementFailure } from '../errors.ts';
import type { TrustLevel } from '../executor/executor-package.ts';

/** What happens to the executors of a host. `executor-loaded`: since the host started, or since it said what it does. */
export type ExecutorEvent = { readonly executor: string } & (
  | {
      readonly event: 'executor-loaded';
      readonly version: string;
      readonly trust: TrustLevel;
      readonly grants: readonly string[];
      readonly limits: readonly string[];
    }
  /** Its workers have ended. */
  | { readonly event: 'executor-unloaded'; readonly version: string }
  /** The name stands for this version from now on. */
  | { readonly event: 'executor-default'; readonly version: string }
  /** `share` of the name's requests goes to the version `to` from now on. */
  | { readonly event: 'replacement-started'; readonly from: string; readonly to: string; readonly share: number }
  /** `requests`: those that the new version answered while it was watched. */
  | { readonly event: 'replacement-completed'; readonly from: string; readonly to: string; readonly requests: number }
  | {
      readonly event: 'replacement-failed';
      readonly from: string;
      readonly to: string;
      readonly requests: number;
      readonly reason: ReplacementFailure;
      readonly message: string;
    }
  /** Its workers crashed one after the other, the last since `message` says: requests are refused for so long. */
  | { readonly event: 'circuit-opened'; readonly version: string; readonly retryInMs: number; readonly message: string }
  /** One request is let through, on which the others are judged. */
  | { readonly event: 'circuit-half-opened'; readonly version: string }
  /** It answered: requests are let through again. */
  | { readonly event: 'circuit-closed'; readonly version: string }
  /** It is not healthy any more, or it is again; told where `init` was given `healthEveryMs`. */
  | { readonly event: 'executor-health'; readonly healthy: boolean; readonly message: string | undefined }
);

/** What the coordinator says of a circuit breaker. */
export function circuitEvent({ executor, version, state, retryInMs, why }: Action & { readonly type: 'circuit' }): ExecutorEvent {
  if (state === 'open') return { event: 'circuit-opened', executor, version, retryInMs, message: why };
  return { event: state === 'closed' ? 'circuit-closed' : 'circuit-half-opened', executor, version };
}
