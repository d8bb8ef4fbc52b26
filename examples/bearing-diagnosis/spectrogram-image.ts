import type { Tensor } from 'polyray';
import type { SpectrogramImage } from './report/recording-report.ts';

/** Averages the power of a spectrogram [frames, bins] over cells, at most `columns` by `rows`, and turns it into dB. */
export function spectrogramImage(
  { data, dimensions }: Tensor<'fp64'>,
  { columns, rows, duration, highest }: { columns: number; rows: number; duration: number; highest: number },
): SpectrogramImage {
  const [frames, bins] = dimensions as [number, number];
  const [wide, high] = [Math.min(columns, frames), Math.min(rows, bins)];
  const sums = new Float64Array(wide * high);
  const counts = new Float64Array(wide * high);
  for (let frame = 0; frame < frames; frame++) {
    const column = Math.floor((frame * wide) / frames);
    for (let bin = 0; bin < bins; bin++) {
      const cell = Math.floor((bin * high) / bins) * wide + column;
      sums[cell]! += data[frame * bins + bin]!;
      counts[cell]! += 1;
    }
  }
  const level = sums.map((sum, cell) => sum / counts[cell]!);
  const greatest = level.reduce((a, b) => Math.max(a, b));
  return { columns: wide, rows: high, level: level.map((power) => 10 * Math.log10(power / greatest)), duration, highest };
}
