import { answersOnly } from './interleave.ts';

/** One that is asked again and again, the next time when it has answered. */
export interface Asked {
  readonly name: string;
  ask(i: number): Promise<unknown>;
}

export interface Latency {
  readonly name: string;
  /** What half of the calls stayed below, and all but one in a hundred, in microseconds. */
  readonly p50Us: number;
  readonly p99Us: number;
  readonly calls: number;
}

/**
 * Times single calls, in blocks that take turns. One block of each goes unmeasured.
 * @param blocks of `calls` calls per contestant
 */
export async function latencies(
  contestants: readonly Asked[],
  { blocks = answersOnly ? 2 : 60, calls = answersOnly ? 50 : 300 } = {},
): Promise<Latency[]> {
  const samples = new Map<Asked, number[]>(contestants.map((contestant) => [contestant, []]));
  for (let block = -1; block < blocks; block++) {
    for (let i = 0; i < contestants.length; i++) {
      const contestant = contestants[(i + block + 1) % contestants.length]!;
      const list = samples.get(contestant)!;
      for (let call = 0; call < calls; call++) {
        const began = performance.now();
        await contestant.ask(call);
        if (block >= 0) list.push((performance.now() - began) * 1000);
      }
    }
  }
  return contestants.map((contestant) => {
    const sorted = samples.get(contestant)!.sort((a, b) => a - b);
    const at = (part: number) => sorted[Math.floor(part * (sorted.length - 1))]!;
    return { name: contestant.name, p50Us: at(0.5), p99Us: at(0.99), calls: sorted.length };
  });
}

/** Prints the rows, each beside the ratios of `against`'s figures to its own: above 1 is faster than that. */
export function printLatencies(title: string, rows: readonly Latency[], against: string): void {
  const base = rows.find(({ name }) => name === against)!;
  const width = Math.max(...rows.map(({ name }) => name.length));
  console.log(title);
  for (const { name, p50Us, p99Us, calls } of rows) {
    const ratios = `${(base.p50Us / p50Us).toFixed(2)}x and ${(base.p99Us / p99Us).toFixed(2)}x ${against}`;
    console.log(`  ${name.padEnd(width)}  p50 ${p50Us.toFixed(1)} us  p99 ${p99Us.toFixed(1)} us  ${ratios}  (${calls} calls)`);
  }
}
