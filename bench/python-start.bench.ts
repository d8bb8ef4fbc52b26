// Python interpreters in threads, from the thread's start to the first answer: from the snapshot, beside plain Pyodide.
import { Worker } from 'node:worker_threads';
import { prepareInterpreter, stackBytes } from '../components/python/host/boot-interpreter.js';
import { python } from '../components/python/index.js';
import { answersOnly, median, target } from './interleave.ts';

const prepared = await prepareInterpreter(python.options as Parameters<typeof prepareInterpreter>[0]);

async function start(from: typeof prepared | undefined): Promise<Worker> {
  const worker = new Worker(new URL('./python-thread.ts', import.meta.url), {
    workerData: from,
    resourceLimits: { stackSizeMb: stackBytes / 2 ** 20 },
  });
  const answer = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
  if (answer !== 42) throw new Error(`Python answered ${String(answer)}`);
  return worker;
}

/** Starts some at once. @returns milliseconds until the last has answered, and the memory that each took, in MiB */
async function startTogether(count: number, from: typeof prepared | undefined): Promise<{ ms: number; mib: number }> {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  const began = performance.now();
  const workers = await Promise.all(Array.from({ length: count }, () => start(from)));
  const ms = performance.now() - began;
  const mib = (process.memoryUsage.rss() - before) / count / 2 ** 20;
  await Promise.all(workers.map((worker) => worker.terminate()));
  return { ms, mib };
}

// Memory first, while nothing that others left can be used again.
const eight = [await startTogether(8, prepared)];
const { mib } = eight[0]!;
const times: Record<'snapshot' | 'plain', number[]> = { snapshot: [], plain: [] };
for (let round = 0; round < (answersOnly ? 1 : 5); round++) {
  times.plain.push((await startTogether(1, undefined)).ms);
  for (let again = 0; again < 3; again++) times.snapshot.push((await startTogether(1, prepared)).ms);
  if (!answersOnly && round < 2) eight.push(await startTogether(8, prepared));
}
const plainTwo = await startTogether(2, undefined);
const snapshotTwo = await startTogether(2, prepared);

for (const [name, list] of Object.entries(times))
  console.log(`  one ${name.padEnd(8)}  median ${median(list).toFixed(0)} ms, lowest ${Math.min(...list).toFixed(0)} ms`);
console.log(`  two at once  snapshot ${snapshotTwo.ms.toFixed(0)} ms, plain ${plainTwo.ms.toFixed(0)} ms`);
console.log(`  eight at once from the snapshot  ${eight.map(({ ms }) => ms.toFixed(0)).join(', ')} ms; ${mib.toFixed(0)} MiB each`);
target('one interpreter from the snapshot, ms', median(times.snapshot), 300, 'at most');
target('eight at once, ms', median(eight.map(({ ms }) => ms)), 3500, 'at most');
target('plain Pyodide, times the snapshot', median(times.plain) / median(times.snapshot), 4);
target('memory of each of eight, MiB', mib, 110, 'at most');
