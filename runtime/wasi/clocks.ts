import type { ClockGrant } from '../executor/executor-grants.ts';
import { Pollable } from './io/pollable.ts';
import type { Handles } from './resource.ts';
import type { Waiter } from './waiter.ts';

interface Datetime {
  readonly seconds: bigint;
  readonly nanoseconds: number;
}

const second = 1_000_000_000n;

/** `wasi:clocks`: time in steps of the granted resolution. */
export function clocks({ resolutionMs = 0.001 }: ClockGrant, handles: Handles, waiter: Waiter) {
  const step = BigInt(Math.max(1, Math.round(resolutionMs * 1e6)));
  const down = (nanoseconds: bigint) => nanoseconds - (nanoseconds % step);
  const at = (due: number) => new Pollable(handles, waiter, { due, ready: () => performance.now() >= due });
  const monotonic = () => down(BigInt(Math.floor(performance.now() * 1e6)));
  /** As milliseconds, rounded up to when the clock itself shows that it is past. */
  const dueAt = (instant: bigint) => Number(down(instant + step - 1n)) / 1e6;
  return {
    'wasi:clocks/monotonic-clock': {
      now: monotonic,
      resolution: () => step,
      subscribeInstant: (when: bigint) => at(dueAt(when)),
      subscribeDuration: (duration: bigint) => at(dueAt(monotonic() + duration)),
    },
    'wasi:clocks/wall-clock': {
      now: (): Datetime => datetime(down(BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000)) * 1000n)),
      resolution: (): Datetime => datetime(step),
    },
  };
}

function datetime(nanoseconds: bigint): Datetime {
  return { seconds: nanoseconds / second, nanoseconds: Number(nanoseconds % second) };
}
