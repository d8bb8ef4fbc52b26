import { type Condition, conditions, type Family, families } from '../bearing.ts';
import type { Row } from './dataset.ts';
import type { DenseNetwork } from './dense-network.ts';
import { reconstructionError } from './novelty.ts';

/** The value below which a share (0 to 1) of the values lies, between neighbours by proportion. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!);
}

export interface ClassifierResult {
  readonly accuracy: number;
  /** Counts [true condition][most probable condition], both in the order of `conditions`. */
  readonly confusion: readonly (readonly number[])[];
}

export function evaluateClassifier(network: DenseNetwork, rows: readonly Row[]): ClassifierResult {
  const confusion = conditions.map(() => conditions.map(() => 0));
  for (const { x, condition } of rows) {
    const y = network.forward(x);
    confusion[conditions.indexOf(condition)]![y.indexOf(Math.max(...y))]!++;
  }
  const right = confusion.reduce((sum, row, i) => sum + row[i]!, 0);
  return { accuracy: right / rows.length, confusion };
}

/** The share of rows of each condition for which `alarm` holds. */
export function alarmRates(rows: readonly Row[], alarm: (row: Row) => boolean): Record<Condition, number> {
  const rate = (condition: Condition) => {
    const own = rows.filter((row) => row.condition === condition);
    return own.filter(alarm).length / own.length;
  };
  return Object.fromEntries(conditions.map((condition) => [condition, rate(condition)])) as Record<Condition, number>;
}

/** What is rare among the healthy: a share of them lies below these. */
export interface Thresholds {
  /** Reconstruction error, dB². */
  readonly novelty: number;
  /** Score of `bearing.evidence`, times the background. */
  readonly scores: Readonly<Record<Family, number>>;
}

export function measureThresholds(novelty: DenseNetwork, rows: readonly Row[], share: number): Thresholds {
  const healthy = rows.filter(({ condition }) => condition === 'healthy');
  const errors = healthy.map(({ x }) => reconstructionError(novelty, x));
  const scores = families.map((family, f) => {
    const own = healthy.map((row) => row.scores[f]!);
    return [family, quantile(own, share)] as const;
  });
  return { scores: Object.fromEntries(scores) as Record<Family, number>, novelty: quantile(errors, share) };
}
