import { type SampleFormat, type Signal, sampleBytes, UnreadableSignalError } from './signal.ts';

/** Stored value and calibration: what one step, or full scale, of a file means. */
export interface Calibration {
  readonly unit: Signal['unit'];
  readonly offset: number;
  readonly scale: number;
}

interface Layout {
  readonly format: SampleFormat;
  readonly channels: number;
  readonly rate: number;
  /** Of the samples: from where, and how many bytes the file says. */
  readonly at: number;
  readonly bytes: number;
}

/** By format code and bits. */
const formats: Readonly<Record<string, SampleFormat>> = {
  '1 8': 'u8',
  '1 16': 's16',
  '1 24': 's24',
  '1 32': 's32',
  '3 32': 'f32',
  '3 64': 'f64',
};

/** A file has few chunks; more is no WAV. */
const mostChunks = 1000;

/**
 * Opens a WAV file of any length (RIFF, or RF64 above 4 GiB): only its headers are read here, its samples when they are asked
 * for. One that ends too early is good for what it has.
 *
 * @throws {UnreadableSignalError} when it is none, or compressed
 */
export async function openWav(name: string, file: Blob, calibration?: Calibration): Promise<Signal> {
  const { format, channels, rate, at, bytes } = await readLayout(name, file);
  const frame = channels * sampleBytes[format];
  const there = Math.max(0, Math.min(bytes, file.size - at));
  const samples = Math.floor(there / frame);
  if (samples === 0) throw new UnreadableSignalError(`"${name}" is a WAV file without samples`);
  const remarks: string[] = [];
  if (there < bytes)
    remarks.push(`The file ends early: it says that it has ${seconds(bytes / frame / rate)}, and has ${seconds(samples / rate)}.`);
  if (channels > 1) remarks.push(`It has ${channels} channels, of which the first is used.`);
  const { unit, offset, scale } = calibration ?? { unit: '' as const, ...fullScale(format) };
  return {
    ...{ name, rate, samples, unit, remarks },
    read: async (from, count) => {
      const begin = at + Math.min(from, samples) * frame;
      const end = at + Math.min(from + count, samples) * frame;
      return { bytes: new Uint8Array(await file.slice(begin, end).arrayBuffer()), format, channels, offset, scale };
    },
  };
}

const seconds = (value: number) => `${value < 10 ? value.toFixed(2) : value.toFixed(1)} s`;

/** What makes ±1 of the greatest values that a format has. */
function fullScale(format: SampleFormat): { offset: number; scale: number } {
  if (format === 'u8') return { offset: -128, scale: 1 / 128 };
  return { offset: 0, scale: format.startsWith('f') ? 1 : 2 ** (1 - 8 * sampleBytes[format]) };
}

async function readLayout(name: string, file: Blob): Promise<Layout> {
  const fail = (what: string): never => {
    throw new UnreadableSignalError(`"${name}" ${what}`);
  };
  const bytesAt = async (from: number, count: number) => new DataView(await file.slice(from, from + count).arrayBuffer());
  const head = await bytesAt(0, 12);
  if (head.byteLength < 12 || !['RIFF', 'RF64', 'BW64'].includes(text(head, 0)) || text(head, 8) !== 'WAVE') return fail('is no WAV file');
  let described: Omit<Layout, 'at' | 'bytes'> | undefined;
  let longData: number | undefined;
  let at = 12;
  for (let chunks = 0; at + 8 <= file.size && chunks < mostChunks; chunks++) {
    const header = await bytesAt(at, 8);
    const kind = text(header, 0);
    const size = header.getUint32(4, true);
    if (kind === 'ds64' && size >= 16) {
      const long = await bytesAt(at + 8, 16);
      if (long.byteLength === 16) longData = Number(long.getBigUint64(8, true));
    } else if (kind === 'fmt ') {
      const chunk = await bytesAt(at + 8, Math.min(size, 40));
      if (chunk.byteLength < 16) return fail('ends within its header');
      described = describe(chunk, fail);
    } else if (kind === 'data') {
      if (described === undefined) return fail('has samples before it says what they are');
      // a recorder that was cut off never wrote the length
      const bytes = size === 0xffffffff ? (longData ?? file.size - at - 8) : size === 0 ? file.size - at - 8 : size;
      return { ...described, at: at + 8, bytes };
    }
    at += 8 + size + (size % 2);
  }
  return fail('is a WAV file without samples');
}

function describe(chunk: DataView, fail: (what: string) => never): Omit<Layout, 'at' | 'bytes'> {
  const short = (offset: number) => chunk.getUint16(offset, true);
  const extensible = short(0) === 0xfffe && chunk.byteLength >= 26;
  const code = extensible ? short(24) : short(0);
  const [channels, bits] = [short(2), short(14)];
  const rate = chunk.getUint32(4, true);
  const format = formats[`${code} ${bits}`];
  if (format === undefined) return fail(`holds samples of a kind that is not read here (format ${code}, ${bits} bits): PCM and floats are`);
  if (channels === 0 || rate === 0) return fail(`says that it has ${channels} channels and ${rate} samples a second`);
  return { format, channels, rate };
}

function text(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
}
