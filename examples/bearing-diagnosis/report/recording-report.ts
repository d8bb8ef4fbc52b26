import type { Condition, Family } from '../bearing.ts';

/** A pass band, as rule.py read it; its keys are Python's. */
export interface BandEvidence {
  readonly low: number;
  readonly high: number;
  readonly status: 'supports' | 'contested' | 'dismissed' | 'silent' | 'unusable';
  readonly family: Family | null;
  /** Of the leading score over its threshold, dB. */
  readonly excess: number | null;
  readonly looks_like: Condition | null;
  readonly probability: number | null;
  readonly weight: number;
  readonly novel: boolean;
}

/** What rule.py decided. */
export interface Decision {
  readonly verdict: Family | 'inconclusive' | 'no evidence' | 'not resolved';
  readonly severity: 'none' | 'watch' | 'plan' | 'act';
  readonly confidence: number;
  readonly reason: string;
  /** Of all the weight, by family and for "contested". */
  readonly shares: Readonly<Record<string, number>>;
  readonly bands: readonly BandEvidence[];
}

/** What is rare among simulated healthy bands; model/thresholds.json. */
export interface Thresholds {
  readonly scores: Readonly<Record<Family, number>>;
  /** dB² */
  readonly novelty: number;
}

/** Features per segment of the recording, in the recording's unit where they have one. */
export interface FeatureTrend {
  /** Length of a segment, s. */
  readonly step: number;
  readonly rms: Float64Array;
  readonly peak: Float64Array;
  readonly crest: Float64Array;
  readonly kurtosis: Float64Array;
  readonly skewness: Float64Array;
}

/** Mean power per cell, dB below the greatest; row 0 is the lowest frequency. */
export interface SpectrogramImage {
  readonly columns: number;
  readonly rows: number;
  /** [rows, columns] */
  readonly level: Float64Array;
  /** s */
  readonly duration: number;
  /** Hz */
  readonly highest: number;
}

export interface StageTime {
  readonly name: string;
  readonly executor: string;
  readonly operation: string;
  /** Inside the executor. */
  readonly executionMs: number;
  /** For a free worker. */
  readonly waitMs: number;
  /** Over the boundary, in and out. */
  readonly transferMs: number;
}

/** Everything that the report says of one recording. */
export interface RecordingReport {
  readonly name: string;
  /** What was measured, in words. */
  readonly summary: string;
  readonly unit: string;
  /** Samples per second. */
  readonly rate: number;
  readonly seconds: number;
  /** Shaft revolutions per second. */
  readonly speed: number;
  readonly revolutions: number;
  readonly trend: FeatureTrend;
  readonly spectrogram: SpectrogramImage;
  /** Of the band that earlier analyses of the recording demodulate. */
  readonly envelope: { readonly low: number; readonly high: number; readonly frequencies: Float64Array; readonly amplitude: Float64Array };
  /** By band: [bands, families] times the background, [bands, bins] in dB, [bands, conditions], [bands] in dB², [bands]. */
  readonly scores: Float64Array;
  readonly orderSpectrum: Float32Array;
  readonly probabilities: Float32Array;
  readonly novelty: Float32Array;
  readonly kurtosis: Float64Array;
  /** The order spectrum's axis [bins]. */
  readonly orders: Float64Array;
  readonly decision: Decision;
  readonly stages: readonly StageTime[];
  /** The pipeline's wall time. */
  readonly executionMs: number;
}
