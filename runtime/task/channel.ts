import type { Event, Id } from '../coordinator/events.ts';

type WithoutFrom<T> = T extends unknown ? Omit<T, 'from'> : never;
/** An event as its client says it. What is said often is made with its place for `from`. */
export type ClientEvent = WithoutFrom<Event> & { from?: Id };

/** A thread's way to the coordinator. */
export interface Channel {
  /** Leaves with the next flush, or by itself when the thread comes to rest. */
  send(event: ClientEvent): void;
  /** Makes the coordinator act on what was sent, if it is not busy. */
  flush(): void;
  /** Lets the coordinator see what was sent as soon as it looks, without hurrying it: for a thread that goes on for long. */
  show(): void;
  /**
   * Takes in answers until `done`; false when that cannot be had in time, or without going back to the event loop.
   */
  block(done: () => boolean, options?: BlockOptions): boolean;
}

export interface BlockOptions {
  /** Runs whenever something was taken in. */
  readonly between?: (() => void) | undefined;
  /** Default: no limit, but a driver's own. */
  readonly patienceMs?: number | undefined;
}
