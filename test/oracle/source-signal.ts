import fs from 'node:fs';
import { fileURLToPath } from 'node:url';

/** One summand of an input signal; `gain` is a power of two. */
type Part = { readonly gain?: number } & (
  | { readonly kind: 'noise'; readonly seed: number; readonly count: number }
  | { readonly kind: 'impulses'; readonly count: number; readonly period: number; readonly response: readonly number[] }
  | { readonly kind: 'values'; readonly values: readonly (number | null | 'inf' | '-inf')[] }
  | { readonly kind: 'wav'; readonly path: string }
);

/** How an input signal comes about: the same recipe gives the same bits in signals.py. */
export interface SignalSource {
  readonly type: 'fp64' | 'fp32';
  readonly parts: readonly Part[];
  /** Added last. */
  readonly offset?: number;
}

const special = { inf: Infinity, '-inf': -Infinity };

/** Uniform in [-1, 1): the upper 24 bits of a linear congruential generator. */
function noise(seed: number, count: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return ((state >>> 8) - 2 ** 23) / 2 ** 23;
  });
}

function impulses(count: number, period: number, response: readonly number[]): Float64Array {
  const values = new Float64Array(count);
  for (let i = 0; Math.floor(i * period) < count; i++) {
    const at = Math.floor(i * period);
    for (const [k, value] of response.slice(0, count - at).entries()) values[at + k]! += value;
  }
  return values;
}

/** One channel, 16-bit integers or 32-bit floats, as stored. `path` begins at the repository's root. */
function wav(path: string): Float64Array {
  const bytes = fs.readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)));
  let encoding = 0;
  for (let at = 12; at < bytes.length; ) {
    const [name, size] = [bytes.toString('latin1', at, at + 4), bytes.readUInt32LE(at + 4)];
    if (name === 'fmt ') encoding = bytes.readUInt16LE(at + 8);
    if (name === 'data') {
      const data = bytes.buffer.slice(bytes.byteOffset + at + 8, bytes.byteOffset + at + 8 + size);
      return Float64Array.from<number>(encoding === 3 ? new Float32Array(data) : new Int16Array(data));
    }
    at += 8 + size + (size % 2);
  }
  throw new Error(`Cannot read "${path}": it has no data chunk`);
}

function partOf(part: Part): Float64Array {
  switch (part.kind) {
    case 'noise':
      return noise(part.seed, part.count);
    case 'impulses':
      return impulses(part.count, part.period, part.response);
    case 'values':
      return Float64Array.from(part.values, (value) => (value === null ? Number.NaN : typeof value === 'string' ? special[value] : value));
    case 'wav':
      return wav(part.path);
  }
}

/** The signal that a recipe describes. */
export function sourceSignal({ type, parts, offset = 0 }: SignalSource): Float64Array<ArrayBuffer> | Float32Array<ArrayBuffer> {
  const [first, ...rest] = parts.map((part) => partOf(part).map((value) => value * (part.gain ?? 1)));
  const total = Float64Array.from(first!);
  for (const part of rest)
    part.forEach((value, i) => {
      total[i]! += value;
    });
  const shifted = total.map((value) => value + offset);
  return type === 'fp32' ? Float32Array.from(shifted) : shifted;
}
