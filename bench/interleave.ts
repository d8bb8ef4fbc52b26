/** One side of a comparison: does the same work as the others, `times` times in a row. */
export interface Contestant {
  readonly name: string;
  run(times: number): void | Promise<void>;
}

/** Right answers alone are asked for, in little time: figures mean nothing then. */
export const answersOnly = process.env['POLYRAY_BENCH'] === 'answers';

export interface InterleaveOptions {
  /** Measured rounds; each runs every contestant once, in an order that turns. Default 15, or 2 for answers alone. */
  readonly rounds?: number;
  /** A contestant's share of a round, in milliseconds; sets how often it repeats its work. Default 50, or 5. */
  readonly roundMs?: number;
}

export interface Row {
  readonly name: string;
  /** Per repetition, over the rounds, in microseconds. */
  readonly medianUs: number;
  readonly lowestUs: number;
}

/** The middle of a list of numbers. */
export function median(list: readonly number[]): number {
  const sorted = list.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Times contestants in turn, so that a machine whose speed drifts treats them alike. */
export async function interleave(contestants: readonly Contestant[], options: InterleaveOptions = {}): Promise<Row[]> {
  const { rounds = answersOnly ? 2 : 15, roundMs = answersOnly ? 5 : 50 } = options;
  const times = new Map<Contestant, number>();
  const samples = new Map<Contestant, number[]>(contestants.map((contestant) => [contestant, []]));
  for (const contestant of contestants) {
    // warm up for as long as a few rounds, then see how much fits into one
    const began = performance.now();
    let done = 0;
    for (let n = 1; performance.now() - began < 3 * roundMs; n *= 2) {
      await contestant.run(n);
      done += n;
    }
    times.set(contestant, Math.max(1, Math.round((done * roundMs) / (performance.now() - began))));
  }
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < contestants.length; i++) {
      const contestant = contestants[(i + round) % contestants.length]!;
      const n = times.get(contestant)!;
      const began = performance.now();
      await contestant.run(n);
      samples.get(contestant)!.push(((performance.now() - began) * 1000) / n);
    }
  }
  return contestants.map((contestant) => {
    const list = samples.get(contestant)!;
    return { name: contestant.name, medianUs: median(list), lowestUs: Math.min(...list) };
  });
}

/** Prints the rows, each beside the ratio of `against`'s median to its own: above 1 is faster than that. */
export function printRows(title: string, rows: readonly Row[], against: string): void {
  const base = rows.find(({ name }) => name === against)!;
  const width = Math.max(...rows.map(({ name }) => name.length));
  console.log(title);
  for (const { name, medianUs, lowestUs } of rows) {
    const ratio = (base.medianUs / medianUs).toFixed(2);
    console.log(`  ${name.padEnd(width)}  median ${format(medianUs)}  lowest ${format(lowestUs)}  ${ratio}x ${against}`);
  }
}

function format(us: number): string {
  return us < 1000 ? `${us.toFixed(1).padStart(7)} us` : `${(us / 1000).toFixed(2).padStart(7)} ms`;
}

/** Says whether a target is met; a missed one fails the benchmark, unless right answers alone are asked for. */
export function target(what: string, value: number, wanted: number, more: 'at least' | 'at most' = 'at least'): void {
  const met = more === 'at least' ? value >= wanted : value <= wanted;
  console.log(`  ${met ? 'met   ' : 'MISSED'}  ${what}: ${value.toPrecision(3)}, wanted ${more} ${wanted}`);
  if (!met && !answersOnly) process.exitCode = 1;
}
