import type { ReplacementFailure } from '../errors.ts';

/** How a new version is compared with the one that it is to replace. */
export interface Thresholds {
  /** How much of what it is asked may fail beyond what fails with the old one, from 0 to 1; judged from 20 requests on. Default 0.05. */
  readonly errorRate?: number;
  /** The same of requests that it breaks on, judged from 3 such requests on. Default 0.01. */
  readonly faultRate?: number;
  /** Its median time by the old one's, at most, and 5 ms more; judged from 50 requests on. Default 3; Infinity: however slow. */
  readonly latencyFactor?: number;
}

export const defaultThresholds: Required<Thresholds> = { errorRate: 0.05, faultRate: 0.01, latencyFactor: 3 };

/** What a version did: the old one in its life, the new one since it is watched. */
export interface Sample {
  readonly completed: number;
  /** Without those that were cancelled, or not taken. */
  readonly failed: number;
  /** Those of them that the executor broke on. */
  readonly faults: number;
  /** Of the last requests; undefined where there was none. */
  readonly p50Ms: number | undefined;
  /** How long the oldest request that has no answer is with a worker. */
  readonly longestMs: number;
}

export interface Objection {
  readonly reason: ReplacementFailure;
  readonly message: string;
}

const leastFaults = 3;
const leastErrors = 20;
const leastTimes = 50;
/** Machines are noisy. */
const noiseMs = 5;
/** How long the first answer may take, at least, and by the old version's median. */
const stalledMs = 1000;
const stalledFactor = 20;

/** What speaks against the new version; undefined: nothing so far. */
export function objectionTo(
  next: Sample,
  old: Sample,
  { errorRate, faultRate, latencyFactor }: Required<Thresholds>,
): Objection | undefined {
  const requests = next.completed + next.failed;
  if (next.faults >= leastFaults && rate(next.faults, next) > rate(old.faults, old) + faultRate) {
    return { reason: 'faults', message: `it broke on ${next.faults} of ${requests} requests` };
  }
  if (requests >= leastErrors && rate(next.failed, next) > rate(old.failed, old) + errorRate) {
    return { reason: 'errors', message: `${next.failed} of ${requests} requests failed, of the old version's ${percent(old.failed, old)}` };
  }
  const { p50Ms = 0 } = next;
  if (requests >= leastTimes && old.p50Ms !== undefined && p50Ms > latencyFactor * old.p50Ms + noiseMs) {
    return {
      reason: 'latency',
      message: `half of its requests take ${p50Ms.toFixed(1)} ms, those of the old version ${old.p50Ms.toFixed(1)} ms`,
    };
  }
  if (requests === 0 && next.longestMs > Math.max(stalledMs, stalledFactor * (old.p50Ms ?? 0))) {
    return { reason: 'stalled', message: `it has answered nothing for ${Math.round(next.longestMs)} ms` };
  }
  return undefined;
}

function rate(count: number, { completed, failed }: Sample): number {
  return completed + failed === 0 ? 0 : count / (completed + failed);
}

function percent(count: number, sample: Sample): string {
  return `${(100 * rate(count, sample)).toFixed(1)} %`;
}
