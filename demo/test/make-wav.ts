/** What the tests' microphone hears, Hz. */
export const microphoneHertz = 6000;

/** A tone within ±1. */
export function sine(rate: number, hertz: number, seconds: number): Float64Array {
  return Float64Array.from({ length: Math.round(rate * seconds) }, (_, i) => 0.5 * Math.sin((2 * Math.PI * hertz * i) / rate));
}

export interface WavOptions {
  readonly rate: number;
  /** Within ±1. */
  readonly samples: Float64Array;
  /** Of equal content. Default 1. */
  readonly channels?: number;
  /** Default: 16-bit integers. */
  readonly floats?: boolean;
}

/** A WAV file as others write it: one "fmt " and one "data" chunk. */
export function makeWav({ rate, samples, channels = 1, floats = false }: WavOptions): Buffer {
  const bytes = floats ? 4 : 2;
  const data = Buffer.alloc(samples.length * channels * bytes);
  for (const [i, sample] of samples.entries()) {
    for (let channel = 0; channel < channels; channel++) {
      const at = (i * channels + channel) * bytes;
      if (floats) data.writeFloatLE(sample, at);
      else data.writeInt16LE(Math.round(32_767 * sample), at);
    }
  }
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(floats ? 3 : 1, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * channels * bytes, 28);
  head.writeUInt16LE(channels * bytes, 32);
  head.writeUInt16LE(8 * bytes, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}
