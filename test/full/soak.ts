// Half a million calls through workers, good and bad: resident memory levels off.
import { cpp } from '../../components/cpp/index.js';
import { ml } from '../../components/ml/index.js';
import { init } from '../../runtime/index.ts';

const total = Number(process.env['CALLS'] ?? 500_000);
await using ray = await init({ numWorkers: 1, executors: { cpp, ml } });
const signal = Float64Array.from({ length: 256 }, (_, i) => Math.sin(i));
const x = { data: new Float32Array(64).fill(1), dimensions: [8, 8] };
const marks: number[] = [];
for (let done = 0; done < total; ) {
  const batch = Array.from({ length: 500 }, (_, i) => {
    if (i % 10 === 0)
      return ray.executors
        .get('cpp')
        .execute({ operation: 'signal.fft', parameters: { kind: 'c2r' }, inputs: { signal } })
        .catch(() => {});
    if (i % 2 === 0)
      return ray.executors.get('cpp').execute({ operation: 'signal.welch', parameters: { rate: 100, segment: 64 }, inputs: { signal } });
    return ray.executors.get('ml').execute({ operation: 'tensor.matmul', inputs: { a: x, b: x } });
  });
  await Promise.all(batch);
  done += batch.length;
  if (done % (total / 10) < 500) {
    globalThis.gc?.();
    marks.push(process.memoryUsage.rss() / 2 ** 20);
    console.log(`${done} calls, ${marks.at(-1)!.toFixed(0)} MiB resident`);
  }
}
const middle = marks[Math.floor(marks.length / 2)]!;
const growth = marks.at(-1)! - middle;
// the heap of a JavaScript engine breathes; a leak of 100 B a call would be 24 MiB over the second half
if (growth > 24) throw new Error(`memory grew by ${growth.toFixed(0)} MiB in the second half`);
