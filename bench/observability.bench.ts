// What it costs to count, time and record every task, as a runtime does unless told otherwise: trivial tasks, pipelined.
import { init, type Ray } from '../runtime/index.ts';
import { median, target } from './interleave.ts';

/** Tasks that are under way at once. */
const tasks = 1000;
/** Runtimes are made anew so often, since two that are alike need not be equally fast, and alternate so often each. */
const pairs = 5;
const alternations = 4;
/** An alternation goes to and fro so often: what else the machine does meets both sides alike. */
const turns = 16;

interface Side {
  readonly ray: Ray;
  run(): Promise<void>;
}

async function side(coordinator: 'inline' | 'thread', observe: boolean): Promise<Side> {
  const ray = await init({ numWorkers: 2, coordinator, observe });
  const add = ray.remote((a: number, b: number) => a + b);
  return {
    ray,
    run: async () => {
      const sums = await ray.get(Array.from({ length: tasks }, (_, k) => add.remote(k, 1)));
      for (const [k, sum] of sums.entries()) if (sum !== k + 1) throw new Error(`${k} + 1 gave ${sum}`);
    },
  };
}

/** What running takes, in ms: by the clock, and of all processors. */
async function measure({ run }: Side): Promise<{ readonly wallMs: number; readonly cpuMs: number }> {
  const before = process.cpuUsage();
  const began = performance.now();
  await run();
  const wallMs = performance.now() - began;
  const { user, system } = process.cpuUsage(before);
  return { wallMs, cpuMs: (user + system) / 1000 };
}

for (const coordinator of ['inline', 'thread'] as const) {
  const ratios: { readonly wall: number; readonly cpu: number; readonly offUs: number }[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const on = await side(coordinator, true);
    const off = await side(coordinator, false);
    for (let alternation = -2; alternation < alternations; alternation++) {
      const total = { on: { wallMs: 0, cpuMs: 0 }, off: { wallMs: 0, cpuMs: 0 } };
      for (let turn = 0; turn < turns; turn++) {
        for (const name of turn % 2 === 0 ? (['on', 'off'] as const) : (['off', 'on'] as const)) {
          const { wallMs, cpuMs } = await measure(name === 'on' ? on : off);
          total[name].wallMs += wallMs;
          total[name].cpuMs += cpuMs;
        }
      }
      if (alternation < 0) continue; // to warm up
      const offUs = (total.off.wallMs * 1000) / (turns * tasks);
      ratios.push({ wall: total.on.wallMs / total.off.wallMs, cpu: total.on.cpuMs / total.off.cpuMs, offUs });
    }
    const { counters } = await on.ray.metrics.snapshot();
    for (const what of ['submitted', 'finished']) {
      const count = counters.find(({ name }) => name === `polyray_tasks_${what}_total`)?.value;
      if (count !== (alternations + 2) * turns * tasks) throw new Error(`Counted ${count} tasks as ${what}`);
    }
    await on.ray.shutdown();
    await off.ray.shutdown();
  }
  const middle = (what: 'wall' | 'cpu' | 'offUs') => median(ratios.map((ratio) => ratio[what]));
  console.log(`${tasks} trivial tasks at a time, coordinator ${coordinator}: ${middle('offUs').toFixed(2)} us per task, not observed`);
  console.log(`  observed to not observed over ${ratios.length} alternations, processor time: ${middle('cpu').toFixed(3)}`);
  target('observed to not observed', middle('wall'), 1.1, 'at most');
}
