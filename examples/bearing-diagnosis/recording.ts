import path from 'node:path';
import { readTensor } from 'polyray/files';

/** An entry of recordings.json. */
export interface Recording {
  /** Relative to this folder. */
  readonly file: string;
  readonly summary: string;
  readonly unit: string;
  /** The physical value is (sample + offset) × scale, the sample as the file stores it. Default: 0 and 1. */
  readonly offset?: number;
  readonly scale?: number;
  /** Shaft revolutions per second. */
  readonly speed: number;
  /** Adjacent pass bands of equal width, Hz. */
  readonly grid: { readonly from: number; readonly to: number; readonly width: number };
  /** The band whose envelope spectrum is drawn, Hz: the one that the source's documentation or an earlier analysis names. */
  readonly demodulation: { readonly low: number; readonly high: number };
}

/** The grid as low, high pairs in Hz. */
export function bandsOf({ from, to, width }: Recording['grid']): number[] {
  return Array.from({ length: Math.round((to - from) / width) }, (_, i) => [from + i * width, from + (i + 1) * width]).flat();
}

/** The samples in the recording's unit, and how many there are per second. */
export async function readRecording(
  { file, offset = 0, scale = 1 }: Recording,
  folder: string,
): Promise<{ data: Float64Array; rate: number }> {
  const { data, dimensions, rate } = await readTensor(path.join(folder, file));
  if (rate === undefined || dimensions.length !== 1 || !(data instanceof Float64Array)) {
    throw new Error(`Cannot diagnose "${file}": it is not a recording of one channel with a sampling rate`);
  }
  for (let i = 0; i < data.length; i++) data[i] = (data[i]! + offset) * scale;
  return { data, rate };
}
