import wavefile from 'wavefile';
import { InvalidFileError } from '../errors.ts';
import type { FileTensor } from './file-tensor.ts';

/**
 * Reads a WAV file: fp64 samples as the file stores them (16-bit integers are -32768 to 32767, floats are floats),
 * [samples] for one channel, else [channels, samples].
 *
 * @throws {InvalidFileError} also where a chunk is longer than the file
 */
export function decodeWav(file: string, bytes: Uint8Array): FileTensor {
  checkChunks(file, bytes);
  let samples: Float64Array | Float64Array[];
  let rate: number;
  try {
    const wave = new wavefile.WaveFile(bytes);
    const format = wave.fmt as { sampleRate: number; audioFormat: number; subformat: number[] };
    rate = format.sampleRate;
    const code = format.audioFormat === 0xfffe ? format.subformat[0] : format.audioFormat;
    if (code !== 1 && code !== 3) throw new Error(`its samples are compressed (format ${code}); PCM and floats are read`);
    samples = wave.getSamples(false, Float64Array) as unknown as Float64Array | Float64Array[];
  } catch (cause) {
    throw new InvalidFileError(file, (cause as Error).message, { cause });
  }
  if (!(rate > 0)) throw new InvalidFileError(file, `its sampling rate is ${rate}`);
  if (samples instanceof Float64Array) return { data: samples, dimensions: [samples.length], rate };
  const length = samples[0]?.length ?? 0;
  const data = new Float64Array(samples.length * length);
  for (const [i, channel] of samples.entries()) data.set(channel, i * length);
  return { data, dimensions: [samples.length, length], rate };
}

/** RIFF: 'RIFF', size, 'WAVE', then chunks of a four-letter name, a size and so many bytes (padded to even). */
function checkChunks(file: string, bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const name = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (bytes.length < 12 || name(8) !== 'WAVE' || !['RIFF', 'RIFX', 'RF64'].includes(name(0)))
    throw new InvalidFileError(file, 'it is not a WAV file');
  if (name(0) === 'RF64') return;
  const littleEndian = name(0) === 'RIFF';
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at + 4, littleEndian);
    if (at + 8 + size > bytes.length) {
      throw new InvalidFileError(file, `chunk "${name(at)}" at byte ${at} says ${size} bytes, ${bytes.length - at - 8} are left`);
    }
    at += 8 + size + (size % 2);
  }
}
