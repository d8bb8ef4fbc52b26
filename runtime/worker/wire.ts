import type { Action } from '../coordinator/events.ts';
import type { Port } from '../platform/platform.ts';
import type { ClientEvent } from '../task/channel.ts';
import type { Claim } from '../transport/claims.ts';
import type { Link } from '../transport/link.ts';
import type { RingLinkEnd } from '../transport/ring-link.ts';

/** What a worker's wire is made from. */
export type WireEnd =
  | {
      readonly kind: 'rings';
      readonly end: RingLinkEnd;
      /** What the thread sleeps on. */
      readonly bell: SharedArrayBuffer;
      /** Offers of tasks, which the hub may withdraw until they are taken. */
      readonly claims: SharedArrayBuffer;
    }
  /** Where there is no shared memory. */
  | { readonly kind: 'port'; readonly port: MessagePort };

/** How a worker sleeps and wakes. */
export type WirePort = Pick<Port<never, never>, 'mayBlock' | 'yield'>;

/** A worker's connection with the hub. */
export interface Wire {
  readonly link: Link<ClientEvent, Action>;
  /** What the hub says is there at once, and not only after the event loop has turned. */
  readonly hearsAlways: boolean;
  /** Takes what was offered, and so notes that it begins; false when it was withdrawn. */
  take(claim: Claim): boolean;
  /** Sleeps until something is pending; false when the time is up, or where that cannot be had without the event loop. */
  wait(timeoutMs: number): boolean;
  /**
   * Calls `turn` whenever something is pending, for as long as the thread lives.
   *
   * @param idle nothing here waits for the event loop
   */
  run(turn: () => void, idle: () => boolean): void;
}
