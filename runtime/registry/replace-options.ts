import type { Probe } from './probe.ts';
import { defaultThresholds, type Thresholds } from './verdict.ts';

/** How a version is replaced by another one. */
export interface ReplaceOptions {
  /** The new version's. Default: the package's own. */
  readonly version?: string;
  /** What the new version has to answer, one after the other, before it is given anything else. */
  readonly probe?: Probe | readonly Probe[];
  /** The share of the name's requests that goes to the new version while it is watched, above 0 and up to 1. Default 1: all. */
  readonly canary?: number;
  /** It is watched until it has answered so many requests. Default 100; 0: not at all. */
  readonly requests?: number;
  /** And at most so long, in ms. Default: a second where all requests go to it at once, a minute for a canary. */
  readonly watchMs?: number;
  readonly thresholds?: Thresholds;
}

/** What became of a replacement. */
export interface Replaced {
  readonly executor: string;
  readonly from: string;
  readonly to: string;
  /** That the new version answered while it was watched. */
  readonly requests: number;
}

/** @throws {RangeError | TypeError} for what makes no sense */
export function checkReplaceOptions({ canary = 1, requests = 0, watchMs = 0, thresholds = {} }: ReplaceOptions): void {
  if (!(canary > 0 && canary <= 1)) throw new RangeError(`canary must be above 0 and at most 1, is ${String(canary)}`);
  if (!Number.isSafeInteger(requests) || requests < 0)
    throw new RangeError(`requests must be a whole number from 0 on, is ${String(requests)}`);
  if (!(watchMs >= 0)) throw new RangeError(`watchMs must be at least 0, is ${String(watchMs)}`);
  for (const [name, value] of Object.entries(thresholds)) {
    if (!Object.hasOwn(defaultThresholds, name))
      throw new TypeError(`thresholds has no "${name}"; there are ${Object.keys(defaultThresholds).join(', ')}`);
    if (!(value >= 0)) throw new RangeError(`thresholds.${name} must be at least 0, is ${String(value)}`);
  }
}
