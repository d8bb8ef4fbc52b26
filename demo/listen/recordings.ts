import type { Recording } from '../../examples/bearing-diagnosis/recording.ts';
import { openWav } from './open-wav.ts';
import type { Signal } from './signal.ts';

/** The example's files, as the site has them. */
export const example = new URL('./bearing-diagnosis/', import.meta.url);

/** A recording that comes with the site, with what is known of its machine. */
export interface KnownRecording {
  readonly file: string;
  readonly title: string;
  /** Shaft revolutions per second. */
  readonly speed: number;
  /** Pass bands as low, high pairs, Hz. */
  readonly bands: readonly number[];
  readonly open: () => Promise<Signal>;
}

/** Those of recordings.json; the first is the one whose damage is plainest, and is of the first load. */
export async function knownRecordings(): Promise<readonly KnownRecording[]> {
  const list = (await (await fetch(new URL('recordings.json', example))).json()) as Recording[];
  const known = list.map((recording): KnownRecording => {
    const { file, summary, speed, grid, unit, offset = 0, scale = 1 } = recording;
    return {
      ...{ file, title: summary, speed },
      bands: Array.from({ length: Math.round((grid.to - grid.from) / grid.width) }, (_, i) => [
        grid.from + i * grid.width,
        grid.from + (i + 1) * grid.width,
      ]).flat(),
      open: async () => {
        const response = await fetch(new URL(file, example));
        if (!response.ok) throw new Error(`Cannot load ${file}: HTTP ${response.status}`);
        return openWav(file.replace(/^.*\//, ''), await response.blob(), { unit: unit as Signal['unit'], offset, scale });
      },
    };
  });
  return known.reverse();
}

/** Of a machine that nobody described: adjacent bands some 48 shaft orders wide, as those of the recordings, at most 12. */
export function bandsFor(rate: number, speed: number): readonly number[] {
  const width = 48 * speed;
  const count = Math.min(12, Math.floor(rate / 2 / width) - 1);
  return Array.from({ length: Math.max(0, count) }, (_, i) => [(i + 1) * width, (i + 2) * width]).flat();
}
