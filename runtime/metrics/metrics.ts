/** Values by the names of labels. */
export type Labels = Readonly<Record<string, string>>;

/** Something that only grows. */
export interface Counter {
  /** Adds to it. @param amount At least 0. Default 1 */
  add(amount?: number): void;
}

/** Something that has a value now. */
export interface Gauge {
  /** Replaces the value. */
  set(value: number): void;
}

/** How long something takes. */
export interface Histogram {
  /** Adds one duration. @param ms A duration in milliseconds; what is below 0 counts as 0 */
  record(ms: number): void;
}

/**
 * Figures under names, in the words of Prometheus. The same name and labels give the same figure; each name has one
 * kind. A name has at most 256 sets of labels: any more are counted together, every label "other".
 */
export interface Metrics {
  /**
   * Something that only grows.
   *
   * @param name letters, digits, `_` and `:`, no digit first; ends in `_total` by convention
   * @throws {TypeError} for another name, or one that has another kind
   */
  counter(name: string, labels?: Labels): Counter;
  /** Something that has a value now. @throws {TypeError} as `counter` */
  gauge(name: string, labels?: Labels): Gauge;
  /** How long something takes. @throws {TypeError} as `counter` */
  histogram(name: string, labels?: Labels): Histogram;
}

/** A counter or gauge at one moment. */
export interface MetricSample {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

/** Durations in milliseconds; figures other than `count` are 0 without any. */
export interface HistogramSample {
  readonly name: string;
  readonly labels: Labels;
  readonly count: number;
  readonly sumMs: number;
  readonly minMs: number;
  readonly maxMs: number;
  /** At least the true quantile, and above it by at most a quarter or 0.001 ms. */
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
  /** How many were at most so long, and longer than the bucket before; empty buckets are left out. */
  readonly buckets: readonly { readonly upToMs: number; readonly count: number }[];
}

/** Every figure at one moment; plain data. */
export interface MetricsSnapshot {
  readonly counters: readonly MetricSample[];
  readonly gauges: readonly MetricSample[];
  readonly histograms: readonly HistogramSample[];
}
