/** How the bytes of a file, or what else there is, become samples. */
export type SampleFormat = 'u8' | 's16' | 's24' | 's32' | 'f32' | 'f64';

/** A part of a recording as it is stored: one channel of it is analysed. */
export interface StoredSamples {
  /** Whole frames, little-endian. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly format: SampleFormat;
  /** Interleaved; the first is used. */
  readonly channels: number;
  /** The physical value is (stored + offset) × scale. */
  readonly offset: number;
  readonly scale: number;
}

/** Something that was recorded, of which a part can be had. */
export interface Signal {
  readonly name: string;
  /** Samples per second. */
  readonly rate: number;
  /** Of one channel. */
  readonly samples: number;
  /** What the samples measure, "" where nobody says. */
  readonly unit: '' | 'N' | 'Pa';
  /** What to know of it before its analysis is read. */
  readonly remarks: readonly string[];
  /** Reads `count` samples from `from` on, fewer where there are no more. */
  read(from: number, count: number): Promise<StoredSamples>;
}

/** Bytes of a sample. */
export const sampleBytes: Readonly<Record<SampleFormat, number>> = { u8: 1, s16: 2, s24: 3, s32: 4, f32: 4, f64: 8 };

/** A file from which nothing can be made; the message says what it is instead. */
export class UnreadableSignalError extends Error {
  override readonly name = 'UnreadableSignalError';
}
