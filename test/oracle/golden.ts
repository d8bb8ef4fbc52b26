import fs from 'node:fs';
import { type SignalSource, sourceSignal } from './source-signal.ts';

/** How far an element may be off: relative * |expected| + ofLargest * (the largest |expected| of its tensor) + absolute. */
export interface Tolerance {
  readonly relative: number;
  readonly ofLargest: number;
  readonly absolute: number;
}

export interface GoldenTensor {
  readonly type: 'fp64' | 'fp32';
  readonly dimensions: readonly number[];
  readonly data: Float64Array;
}

/** A request and what SciPy answers to it. */
export interface GoldenCase {
  readonly operation: string;
  readonly name: string;
  readonly parameters: Readonly<Record<string, number | string | readonly number[]>>;
  readonly inputs: { readonly signal: Float64Array<ArrayBuffer> | Float32Array<ArrayBuffer> };
  /** All that the response holds, no more and no less. */
  readonly expected: {
    readonly values: Readonly<Record<string, number | boolean>>;
    readonly outputs: Readonly<Record<string, GoldenTensor>>;
  };
  /** By output. */
  readonly tolerance: Readonly<Record<string, Tolerance>>;
}

/** What an executor answered, as far as it is compared. */
export interface GoldenAnswer {
  readonly values: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<
    Record<string, { readonly type: string; readonly dimensions: readonly number[]; readonly data: ArrayLike<number | bigint> } | undefined>
  >;
}

export const goldenOperations = [
  'signal.welch',
  'signal.spectrogram',
  'signal.envelope-spectrum',
  'vibration.features',
  'bearing.evidence',
] as const;

/** Formulas of a few operations: some roundings of 2^-53. */
const direct: Tolerance = { relative: 1e-12, ofLargest: 0, absolute: 0 };
/**
 * Results of transforms: rounding spreads over all bins in proportion to the strongest (Higham, Accuracy and Stability
 * of Numerical Algorithms, 24.1), so that weak bins are off by more than their own rounding. The absolute part, far
 * below inputs of about 1, stands for residues where the exact result is 0.
 */
const transformed: Tolerance = { relative: 1e-9, ofLargest: 1e-13, absolute: 1e-24 };
/** Single precision in decibel, -20 to 60: half a unit in the last place is 2e-6 and the file has 8 digits. */
const decibels: Tolerance = { relative: 0, ofLargest: 0, absolute: 1e-5 };
/** Sums over segments whose exact result may be 0 (skewness). */
const moments: Tolerance = { relative: 1e-10, ofLargest: 0, absolute: 1e-13 };
/** Ratios of bins well above the transform's rounding. */
const ratios: Tolerance = { relative: 1e-8, ofLargest: 0, absolute: 0 };

const tolerances: Readonly<Record<string, Tolerance>> = {
  frequencies: direct,
  times: direct,
  orders: direct,
  power: transformed,
  amplitude: transformed,
  rms: moments,
  peak: { relative: 0, ofLargest: 0, absolute: 0 },
  crest: moments,
  kurtosis: moments,
  skewness: moments,
  'band-energy': transformed,
  'velocity-rms': transformed,
  scores: ratios,
  'order-spectrum': decibels,
};

type Stored = number | null | 'Infinity' | '-Infinity';
interface StoredCase {
  readonly name: string;
  readonly parameters: GoldenCase['parameters'];
  readonly signal: SignalSource;
  readonly values: Readonly<Record<string, number | boolean>>;
  readonly outputs: Readonly<Record<string, { type: 'fp64' | 'fp32'; dimensions: number[]; data: Stored[] }>>;
}

/** All cases, or those of one operation, in the files' order. */
export function goldenCases(operation?: (typeof goldenOperations)[number]): GoldenCase[] {
  return (operation === undefined ? goldenOperations : [operation]).flatMap((name) => {
    const text = fs.readFileSync(new URL(`golden/${name}.golden.json`, import.meta.url), 'utf8');
    return (JSON.parse(text) as { cases: StoredCase[] }).cases.map((stored) => goldenCase(name, stored));
  });
}

function goldenCase(operation: string, { name, parameters, signal, values, outputs }: StoredCase): GoldenCase {
  const decode = (value: Stored): number => (value === null ? Number.NaN : Number(value));
  const names = Object.keys(outputs);
  return {
    operation,
    name,
    parameters,
    inputs: { signal: sourceSignal(signal) },
    expected: {
      values,
      outputs: Object.fromEntries(
        Object.entries(outputs).map(([port, { type, dimensions, data }]) => [
          port,
          { type, dimensions, data: Float64Array.from(data, decode) },
        ]),
      ),
    },
    tolerance: Object.fromEntries(names.map((port) => [port, tolerances[port]!])),
  };
}

/** What of an answer differs from a case, in words; empty when it agrees. NaN and the infinities must be where SciPy has them. */
export function goldenDifferences({ expected, tolerance }: GoldenCase, answer: GoldenAnswer): string[] {
  const differences: string[] = [];
  for (const name of new Set([...Object.keys(expected.values), ...Object.keys(answer.values)])) {
    const [want, got] = [expected.values[name], answer.values[name]];
    const same = typeof want === 'number' && typeof got === 'number' ? Math.abs(got - want) <= 1e-12 * Math.abs(want) : want === got;
    if (!same) differences.push(`value "${name}" is ${got}, expected ${want}`);
  }
  for (const port of new Set([...Object.keys(expected.outputs), ...Object.keys(answer.outputs)])) {
    const [want, got] = [expected.outputs[port], answer.outputs[port]];
    if (want === undefined || got === undefined) {
      if (want !== got) differences.push(`output "${port}" is ${got === undefined ? 'missing' : 'not expected'}`);
    } else if (got.type !== want.type || String(got.dimensions) !== String(want.dimensions)) {
      differences.push(`output "${port}" is ${got.type} [${got.dimensions}], expected ${want.type} [${want.dimensions}]`);
    } else {
      const off = worstElement(want.data, got.data, tolerance[port]!);
      if (off !== undefined) differences.push(`output "${port}" has ${got.data[off]} at ${off}, expected ${want.data[off]}`);
    }
  }
  return differences;
}

/** The element that exceeds its tolerance by most, if any does. */
function worstElement(
  want: Float64Array,
  got: ArrayLike<number | bigint>,
  { relative, ofLargest, absolute }: Tolerance,
): number | undefined {
  const finite = want.filter(Number.isFinite);
  const base = absolute + ofLargest * finite.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  let worst: number | undefined;
  let excess = 0;
  want.forEach((value, i) => {
    const actual = Number(got[i]);
    if (Object.is(actual, value)) return;
    const distance = Math.abs(actual - value);
    const over = Number.isFinite(distance) ? distance - (base + relative * Math.abs(value)) : Infinity;
    if (over > excess) [worst, excess] = [i, over];
  });
  return worst;
}
