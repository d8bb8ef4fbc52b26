import type { Page } from './page.ts';

/** One end of the way between two threads, whatever carries it. Messages arrive once each, in the order in which they were sent. */
export interface Link<Out, In> {
  /** Queues a message, which must not change any more; it leaves with the next flush. Never blocks, never loses. */
  send(message: Out): void;
  /** Makes what was sent visible and wakes the other side if it sleeps. */
  flush(): void;
  /** Makes what was sent visible, for a side that looks again by itself: cheaper than to wake it. */
  show(): void;
  /** The next message, or undefined. What it holds is the receiver's own. */
  receive(): In | undefined;
  /** A receive would give something, or what had no room could move now. */
  readonly pending: boolean;
}

/** How an end writes what it sends and reads what it receives. */
export interface Codec<Out, In> {
  write(page: Page, message: Out): void;
  read(page: Page): In;
}

/** With every optional member there, if only as undefined: decoded values have one shape, and no new member is forgotten. */
export type Whole<T> = { [K in keyof T]-?: T[K] };
