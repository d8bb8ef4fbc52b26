import type { Block } from './signal-tasks.ts';

export type { Block };

/** How a recording is cut for its spectrogram. */
export interface SpectrogramPlan {
  readonly samples: number;
  /** Samples per spectrum, and how many neighbours share. */
  readonly segment: number;
  readonly overlap: number;
  /** Frequencies of a spectrum, from 0. */
  readonly bins: number;
  /** Pieces of equal length, but for the last, that share what spectra at their ends need; each is long enough for one. */
  readonly blocks: readonly Block[];
  /** Of the whole picture, about. */
  readonly columns: number;
}

/** No screen shows more. */
const mostColumns = 1024;
/** Pieces: enough that every core has some, of some milliseconds each. */
const pieces = 16;

/** Cuts a recording into pieces that can be worked on apart. */
export function planBlocks(samples: number): SpectrogramPlan {
  const segment = samples >= 16_384 ? 512 : Math.min(samples, 128);
  const hop = Math.min(segment, Math.max(1, Math.ceil(samples / mostColumns)));
  const overlap = segment - hop;
  const length = Math.max(segment, Math.ceil(samples / pieces / hop) * hop);
  const count = 1 + Math.floor((samples - segment) / length);
  const blocks = Array.from({ length: count }, (_, i) => ({ from: i * length, to: i + 1 < count ? (i + 1) * length + overlap : samples }));
  const bins = 1 + Math.floor(segment / 2);
  return { samples, segment, overlap, bins, blocks, columns: Math.min(mostColumns, Math.ceil(samples / hop)) };
}
