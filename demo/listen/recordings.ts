import type { Recording } from '../../examples/bearing-diagnosis/recording.ts';
import { fetchExample } from './fetch-example.ts';
import { openWav } from './open-wav.ts';
import type { Signal } from './signal.ts';

/** A recording that comes with the site, with what is known of its machine. */
export interface KnownRecording {
  readonly file: string;
  readonly title: string;
  /** Shaft revolutions per second. */
  readonly speed: number;
  /** Pass bands as low, high pairs, Hz. */
  readonly bands: readonly number[];
  readonly open: (signal: AbortSignal) => Promise<Signal>;
}

/** Those of recordings.json; the first is the one whose damage is plainest, and is of the first load. */
export async function knownRecordings(): Promise<readonly KnownRecording[]> {
  const list = (await (await fetchExample('recordings.json')).json()) as Recording[];
  const known = list.map((recording): KnownRecording => {
    const { file, summary, speed, grid, unit, offset = 0, scale = 1 } = recording;
    return {
      ...{ file, title: summary, speed },
      bands: Array.from({ length: Math.round((grid.to - grid.from) / grid.width) }, (_, i) => [
        grid.from + i * grid.width,
        grid.from + (i + 1) * grid.width,
      ]).flat(),
      open: async (signal) => {
        const blob = await (await fetchExample(file, signal)).blob();
        return openWav(file.replace(/^.*\//, ''), blob, { unit: unit as Signal['unit'], offset, scale });
      },
    };
  });
  return known.reverse();
}

/**
 * Of a machine that nobody described: adjacent bands some 48 shaft orders wide, as those of the recordings, at most 12. None
 * of a signal that is so short that a band would not hold two of its frequencies.
 */
export function bandsFor(rate: number, speed: number, seconds: number): readonly number[] {
  const width = 48 * speed;
  if (width * seconds < 2) return [];
  const count = Math.min(12, Math.floor(rate / 2 / width) - 1);
  return Array.from({ length: Math.max(0, count) }, (_, i) => [(i + 1) * width, (i + 2) * width]).flat();
}
