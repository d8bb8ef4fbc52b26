import { conditions, families } from '../bearing.ts';
import { Random } from '../simulate/random.ts';
import type { RecordingReport, Thresholds } from './recording-report.ts';

/** Thresholds for {@link fixture}. */
export const fixtureThresholds: Thresholds = { scores: { cage: 10, ball: 7, outer: 5, inner: 4 }, novelty: 10 };

/** A made-up recording for tests of the report: two bands, of which the second shows an inner ring's order. */
export function fixture(): RecordingReport {
  const random = new Random(4, 4);
  const normal = (length: number, scale = 1) => Float64Array.from({ length }, () => scale * random.gaussian());
  const positive = (length: number) => normal(length).map(Math.abs);
  const bins = 256;
  const spectrum = Float32Array.from({ length: 2 * bins }, () => 2 * random.gaussian());
  spectrum[bins + 56] = 24;
  return {
    name: 'made-up',
    summary: 'Noise & one line <for tests>',
    unit: 'm/s^2',
    rate: 8_000,
    seconds: 10,
    speed: 20,
    revolutions: 200,
    trend: { step: 1, rms: positive(10), peak: positive(10), crest: positive(10), kurtosis: positive(10), skewness: normal(10) },
    spectrogram: { columns: 30, rows: 20, level: positive(600).map((x) => -20 * x), duration: 10, highest: 4_000 },
    envelope: { low: 2_000, high: 3_000, frequencies: Float64Array.from({ length: 4_001 }, (_, i) => i / 10), amplitude: positive(4_001) },
    scores: Float64Array.of(2, 2, 2, 2, 2, 2, 2, 16),
    orderSpectrum: spectrum,
    probabilities: Float32Array.from({ length: 2 * conditions.length }, (_, i) => (i === 0 || i === 2 * families.length + 1 ? 1 : 0)),
    novelty: Float32Array.of(5, 20),
    kurtosis: Float64Array.of(3, 9),
    orders: Float64Array.from({ length: bins }, (_, i) => ((i + 0.5) * 20) / bins),
    decision: {
      verdict: 'inner',
      severity: 'watch',
      confidence: 0.5,
      reason: '1 of 2 bands show the inner orders',
      shares: { cage: 0, ball: 0, outer: 0, inner: 1, contested: 0 },
      bands: [
        {
          low: 1_000,
          high: 2_000,
          status: 'silent',
          family: 'inner',
          excess: -6,
          looks_like: 'healthy',
          probability: 1,
          weight: 0,
          novel: false,
        },
        {
          low: 2_000,
          high: 3_000,
          status: 'supports',
          family: 'inner',
          excess: 12,
          looks_like: 'inner',
          probability: 1,
          weight: 1,
          novel: true,
        },
      ],
    },
    stages: [{ name: 'evidence', executor: 'cpp', operation: 'bearing.evidence', executionMs: 40, waitMs: 1, transferMs: 2 }],
    executionMs: 80,
  };
}
