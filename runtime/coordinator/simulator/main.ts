import { simulate } from './simulate.ts';
import { Violation } from './violation.ts';

// node main.ts FROM TO TASKS [CHECK_EVERY]: the seeds FROM to TO - 1, each with so many tasks.
const [from = 0, to = 100, tasks = 200, checkEvery = 1] = process.argv.slice(2).map(Number);
const sum = { seeds: 0, tasks: 0, events: 0, answers: 0, deaths: 0, spills: 0, failed: 0 };
const errors: Record<string, number> = {};
const kinds = new Map<string, number[]>();
const start = performance.now();
for (let seed = from; seed < to; seed++) {
  sum.seeds++;
  try {
    const tally = simulate({ seed, tasks, checkEvery });
    for (const key of ['tasks', 'events', 'answers', 'deaths', 'spills'] as const) sum[key] += tally[key];
    for (const [kind, count] of Object.entries(tally.errors)) errors[kind] = (errors[kind] ?? 0) + count;
  } catch (error) {
    sum.failed++;
    const { message, stack } = error as Error;
    const key = (error instanceof Violation ? message : stack!.split('\n').slice(0, 4).join(' ')).replaceAll(/\d+/g, 'N');
    kinds.set(key, [...(kinds.get(key) ?? []), seed]);
  }
}
const seconds = (performance.now() - start) / 1000;
console.log({ ...sum, errors, tasksPerSecond: Math.round(sum.tasks / seconds), eventsPerSecond: Math.round(sum.events / seconds) });
for (const [key, seeds] of kinds) console.log(`${seeds.length} x ${key.slice(0, 300)}; seeds ${seeds.slice(0, 8).join(' ')}`);
process.exitCode = sum.failed > 0 ? 1 : 0;
