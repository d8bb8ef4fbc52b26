// A minute of calls to an executor that traps, exits, loops and lies at random: every call gets one answer, the right one.
import { setTimeout as sleep } from 'node:timers/promises';
import { init, PolyrayError } from '../../runtime/index.ts';
import { hostile } from '../fixtures/hostile.ts';

const seed = Number(process.env['SEED'] ?? 20_261_124);
const seconds = Number(process.env['SECONDS'] ?? 60);
console.log(`seed ${seed}, ${seconds} s`);
// mulberry32 (T. Ettinger, public domain)
let state = seed;
const random = (): number => {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
};
const expected: Record<string, string> = {
  fail: 'OperationFailedError',
  internal: 'ExecutorFaultError',
  'out-of-memory': 'OutOfMemoryError',
  trap: 'ExecutorFaultError',
  exit: 'WorkerCrashedError',
  'lie-output': 'ExecutorFaultError',
  spin: 'TaskTimeoutError',
};
const names = Object.keys(expected);
const counts = new Map<string, number>();

await using ray = await init({ numWorkers: 3, executors: { hostile: { ...hostile, recovery: { crashes: Number.MAX_SAFE_INTEGER } } } });
const executor = ray.executors.get('hostile');
const end = performance.now() + seconds * 1000;
const one = async (i: number): Promise<void> => {
  const bad = random() < 0.2;
  const operation = bad ? names[Math.floor(random() * names.length)]! : 'echo';
  const options = operation === 'spin' ? { timeoutMs: 50 + random() * 100 } : {};
  let outcome: string;
  try {
    const { values } = await executor.execute({ operation, parameters: { text: `${i}` } }, options);
    if (values['text'] !== `${i}`) throw new Error(`call ${i} got the answer of ${values['text']}`);
    outcome = 'answered';
  } catch (error) {
    if (!(error instanceof PolyrayError)) throw error;
    outcome = error.name;
  }
  const wanted = bad ? expected[operation] : 'answered';
  if (outcome !== wanted) throw new Error(`call ${i}, ${operation}: ${outcome}, wanted ${wanted}`);
  counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
};
let i = 0;
const streams = Array.from({ length: 12 }, async () => {
  while (performance.now() < end) await one(i++);
});
await Promise.race([Promise.all(streams), sleep((seconds + 30) * 1000).then(() => Promise.reject(new Error('calls hang')))]);
console.log(Object.fromEntries(counts));
process.exit();
