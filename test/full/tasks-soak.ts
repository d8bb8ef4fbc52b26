// A million tasks of several kinds, with coordinators of both kinds: memory is flat after warm-up.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { init, type ObjectRef } from '../../runtime/index.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const total = Number(process.env['TASKS'] ?? 1_000_000);
const steps = 40;
/** Live memory of the driver's thread is known to the byte; what the process has resident, all threads', breathes. */
const most = { heap: 4, resident: 128 };

/** The slope of the line through the points that has the least squares. */
function slope(xs: readonly number[], ys: readonly number[]): number {
  const mean = (list: readonly number[]) => list.reduce((a, b) => a + b, 0) / list.length;
  const [x0, y0] = [mean(xs), mean(ys)];
  const up = xs.reduce((sum, x, i) => sum + (x - x0) * (ys[i]! - y0), 0);
  return up / xs.reduce((sum, x) => sum + (x - x0) ** 2, 0);
}

for (const coordinator of ['inline', 'thread'] as const) {
  await using ray = await init({ numWorkers: 2, coordinator });
  const add = ray.remote((a: number, b: number) => a + b);
  const length = ray.remote((bytes: Uint8Array) => bytes.length);
  const fill = ray.remote((count: number) => new Uint8Array(count));
  const refuse = ray.remote((i: number) => {
    throw new RangeError(`not ${i}`);
  });
  const text = ray.remote((row: { readonly name: string; readonly tags: readonly string[] }) => `${row.name} ${row.tags.join(' ')}`);
  const expect = (right: boolean, what: string) => {
    if (!right) throw new Error(`${what} gave another answer`);
  };
  const one = async (i: number): Promise<void> => {
    if (i % 100 === 0) expect((await ray.get(length.remote(fill.remote(20_000)))) === 20_000, 'a chain with 20 kB');
    else if (i % 50 === 1) {
      const failed = await ray.get(refuse.remote(i)).catch((error: Error) => error);
      expect(failed instanceof Error && (failed.cause as Error).message === `not ${i}`, 'a failure');
    } else if (i % 10 === 3) expect((await ray.get(text.remote({ name: `row ${i}`, tags: ['a', 'b'] }))) === `row ${i} a b`, 'a text');
    else expect((await ray.get(add.remote(i, 1))) === i + 1, 'a sum');
  };
  const counts: number[] = [];
  const heap: number[] = [];
  const resident: number[] = [];
  for (let done = 0; done < total; ) {
    const refs: ObjectRef<number>[] = [];
    for (let i = 0; i < 500; i++) refs.push(add.remote(done + i, 1));
    const others = Promise.all(Array.from({ length: 500 }, (_, i) => one(done + i)));
    const sums = await ray.get(refs);
    expect(
      sums.every((sum, i) => sum === done + i + 1),
      'a batch',
    );
    await others;
    done += 1000;
    if (done % (total / steps) >= 1000) continue;
    // what one collection finds unreachable is dropped in between, and the next one frees what it held
    for (let round = 0; round < 2; round++) {
      collect();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    counts.push(done);
    heap.push(process.memoryUsage().heapUsed);
    resident.push(process.memoryUsage.rss());
  }
  const from = steps / 4;
  const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
  for (const [name, list] of Object.entries({ heap, resident })) {
    const bytesPerTask = slope(counts.slice(from), list.slice(from));
    const ends = `${mib(list[from]!)} after a quarter, ${mib(list.at(-1)!)} at the end`;
    console.log(`${coordinator}, ${total} tasks, ${name}: ${ends}, slope ${bytesPerTask.toFixed(2)} bytes per task`);
    if (bytesPerTask > most[name as keyof typeof most]) throw new Error(`memory grows by ${bytesPerTask.toFixed(2)} bytes per task`);
  }
}
