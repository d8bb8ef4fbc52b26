import type { ObjectRef, Ray } from '../runtime/index.ts';
import { answersOnly, interleave, median, printRows, type Row, target } from './interleave.ts';

const mib = 2 ** 20;
const gib = 2 ** 30;

interface Copies {
  readonly name: string;
  /** Copies the array to where none was before, and holds on to that until `clear`. */
  fresh(): void;
  /** Copies it to where a copy was before. */
  warm(): void;
  clear(): void;
}

function memcpy(data: Float64Array): Copies {
  const bytes = new Uint8Array(data.buffer);
  const copy = (to: SharedArrayBuffer) => new Uint8Array(to).set(bytes);
  const warm = new SharedArrayBuffer(bytes.length);
  let kept: SharedArrayBuffer[] = [];
  return {
    name: 'memcpy',
    fresh: () => {
      const to = new SharedArrayBuffer(bytes.length);
      kept.push(to);
      copy(to);
    },
    warm: () => copy(warm),
    clear: () => {
      kept = [];
    },
  };
}

function put(ray: Ray, data: Float64Array): Copies {
  let kept: ObjectRef[] = [];
  return {
    name: 'put',
    fresh: () => {
      kept.push(ray.put(data));
    },
    // the store keeps freed buffers for the next object
    warm: () => ray.put(data)[Symbol.dispose](),
    clear: () => {
      for (const ref of kept) ref[Symbol.dispose]();
      kept = [];
    },
  };
}

/**
 * `put` of an array beside a plain copy of its bytes into shared memory, into pages in the same state: those of fresh
 * memory are made by the system while they are written to, which takes longer than the copy.
 */
export async function putAgainstMemcpy(ray: Ray, bytes: number, pages: 'fresh' | 'warm'): Promise<void> {
  const data = Float64Array.from({ length: bytes / 8 }, (_, i) => i % 1000);
  const contestants = [memcpy(data), put(ray, data)];
  const rows = pages === 'warm' ? await warm(contestants) : await fresh(contestants, bytes);
  const title = `${bytes / mib} MiB into ${pages} pages`;
  const [plain, ours] = rows.map(({ medianUs }) => medianUs);
  printRows(`${title} (put ${(bytes / gib / (ours! / 1e6)).toFixed(2)} GiB/s)`, rows, 'memcpy');
  target(`put of ${title}, speed of memcpy`, plain! / ours!, 0.85);
}

function warm(contestants: readonly Copies[]): Promise<Row[]> {
  const repeat = (copy: () => void) => (times: number) => {
    for (let i = 0; i < times; i++) copy();
  };
  return interleave(contestants.map((one) => ({ name: one.name, run: repeat(one.warm) })));
}

/** One copy each in turn, as often as memory has room for. */
async function fresh(contestants: readonly Copies[], bytes: number): Promise<Row[]> {
  const rounds = answersOnly ? 2 : Math.max(3, Math.min(40, Math.floor(gib / bytes)));
  const samples = contestants.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < contestants.length; i++) {
      const which = (i + round) % contestants.length;
      const began = performance.now();
      contestants[which]!.fresh();
      samples[which]!.push((performance.now() - began) * 1000);
    }
  }
  for (const one of contestants) one.clear();
  globalThis.gc?.();
  await new Promise((resolve) => setTimeout(resolve, 10));
  return contestants.map(({ name }, i) => ({ name, medianUs: median(samples[i]!), lowestUs: Math.min(...samples[i]!) }));
}
