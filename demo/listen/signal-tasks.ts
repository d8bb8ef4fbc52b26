// What workers do besides the executors' work. No part of it touches the page.
import type { Tensor } from 'polyray';
import { type ParsedCsv, parseCsv as parse } from './open-csv.ts';
import { type StoredSamples, sampleBytes } from './signal.ts';

/** Samples by their place. */
export interface Block {
  readonly from: number;
  readonly to: number;
}

/** The first channel's samples, and pieces of them. @returns the whole, then a piece for each block */
export function decode({ bytes, format, channels, offset, scale }: StoredSamples, blocks: readonly Block[]): Float32Array[] {
  const frame = sampleBytes[format] * channels;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = {
    u8: (at: number) => view.getUint8(at),
    s16: (at: number) => view.getInt16(at, true),
    s24: (at: number) => view.getUint8(at) | (view.getInt16(at + 1, true) << 8),
    s32: (at: number) => view.getInt32(at, true),
    f32: (at: number) => view.getFloat32(at, true),
    f64: (at: number) => view.getFloat64(at, true),
  }[format];
  const whole = new Float32Array(Math.floor(bytes.length / frame));
  for (let i = 0, at = 0; i < whole.length; i++, at += frame) {
    const value = (read(at) + offset) * scale;
    whole[i] = Number.isFinite(value) ? value : 0; // a sensor's gaps
  }
  return [whole, ...blocks.map(({ from, to }) => whole.slice(from, to))];
}

/** What `parseCsv` of the file reader says. */
export function parseCsv(name: string, text: string): ParsedCsv {
  return parse(name, text);
}

/** Least and greatest sample of each of so many equal pieces: [columns, 2]. */
export function extents(samples: Float32Array, columns: number): Float32Array {
  const result = new Float32Array(2 * columns);
  for (let column = 0; column < columns; column++) {
    const from = Math.floor((column * samples.length) / columns);
    const to = Math.max(from + 1, Math.floor(((column + 1) * samples.length) / columns));
    let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = from; i < to && i < samples.length; i++) {
      least = Math.min(least, samples[i]!);
      greatest = Math.max(greatest, samples[i]!);
    }
    result[2 * column] = least;
    result[2 * column + 1] = greatest;
  }
  return result;
}

/** A spectrogram's power [frames, bins] in decibels, frames averaged to at most `columns`: [columns, bins]. */
export function levels({ data, dimensions }: Tensor<'fp64'>, columns: number): { columns: number; bins: number; levels: Float32Array } {
  const [frames, bins] = dimensions as readonly number[] as [number, number];
  const wide = Math.min(columns, frames);
  const result = new Float32Array(wide * bins);
  for (let column = 0; column < wide; column++) {
    const from = Math.floor((column * frames) / wide);
    const to = Math.floor(((column + 1) * frames) / wide);
    for (let bin = 0; bin < bins; bin++) {
      let sum = 0;
      for (let frame = from; frame < to; frame++) sum += data[frame * bins + bin]!;
      result[column * bins + bin] = 10 * Math.log10(sum / (to - from) + Number.MIN_VALUE);
    }
  }
  return { columns: wide, bins, levels: result };
}

/** The same as loud as can be heard without harm. */
export function audible(samples: Float32Array): Float32Array {
  let loudest = 0;
  for (const sample of samples) loudest = Math.max(loudest, Math.abs(sample));
  return samples.map((sample) => (0.8 * sample) / (loudest || 1));
}
