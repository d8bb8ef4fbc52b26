import wavefile from 'wavefile';
import { InvalidFileError } from '../errors.ts';
import type { FileTensor } from './file-tensor.ts';
import { checkWav } from './wav-header.ts';

/**
 * Reads a WAV file: fp64 samples as the file stores them (16-bit integers are -32768 to 32767, floats are floats),
 * [samples] for one channel, else [channels, samples].
 *
 * @throws {InvalidFileError} also where it says something of itself that is not so
 */
export function decodeWav(file: string, bytes: Uint8Array): FileTensor {
  let samples: Float64Array | Float64Array[];
  let rate: number;
  try {
    const { sizeAt, dataBytes } = checkWav(bytes);
    const wave = new wavefile.WaveFile(rf64(bytes) ? withSize(bytes, sizeAt, dataBytes) : bytes);
    rate = (wave.fmt as { sampleRate: number }).sampleRate;
    samples = wave.getSamples(false, Float64Array) as unknown as Float64Array | Float64Array[];
  } catch (cause) {
    throw new InvalidFileError(file, (cause as Error).message, { cause });
  }
  if (samples instanceof Float64Array) return { data: samples, dimensions: [samples.length], rate };
  const length = samples[0]?.length ?? 0;
  const data = new Float64Array(samples.length * length);
  for (const [i, channel] of samples.entries()) data.set(channel, i * length);
  return { data, dimensions: [samples.length, length], rate };
}

function rf64(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(0, 4)) === 'RF64';
}

/** A copy whose chunk "data" gives its own size: the reader takes all that follows for samples where "ds64" gives it. */
function withSize(bytes: Uint8Array, at: number, size: number): Uint8Array {
  const copy = bytes.slice();
  new DataView(copy.buffer).setUint32(at, size, true);
  return copy;
}
