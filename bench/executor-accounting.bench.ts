// What it costs to account for executors: counts, times and breakers in the coordinator, which cannot be switched off; and
// to observe and log every request, which can.
import { Coordinator } from '../runtime/coordinator/coordinator.ts';
import { driver, type Event, type Id, type PoolSpec } from '../runtime/coordinator/events.ts';
import { init, type Logger, type Ray } from '../runtime/index.ts';
import { silent } from '../runtime/logger.ts';
import { echoVersion } from '../test/fixtures/echo-version.ts';
import { median, target } from './interleave.ts';

const batch = 64;
const noBytes = new Uint8Array(0);

/** Requests that go through a coordinator with one worker and nothing around it. */
function machine(more: Partial<PoolSpec>) {
  const coordinator = new Coordinator({ capacity: 2 ** 30 });
  const pool: PoolSpec = { id: 1, name: 'echo', size: 1, cap: 1, window: batch, waits: 'block', ...more };
  let now = 0;
  let serial = 1;
  const step = (events: Event[]) => coordinator.step([{ type: 'tick', from: driver, now: ++now }, ...events]);
  step([{ type: 'open', from: driver, pool }]);
  const request = (): Event[] => {
    const id = ++serial;
    const task = { id, pool: 1, fn: 0, returns: 1, args: noBytes, deps: [], refs: [] };
    return [
      { type: 'submit', from: driver, task },
      { type: 'get', from: driver, request: id, id },
      { type: 'drop', from: driver, id, count: 1 },
    ];
  };
  const answers = (tasks: readonly { readonly task: Id; readonly attempt: number }[]): Event[] =>
    tasks.map((of) => ({ type: 'done', from: 1, ...of, values: [{ kind: 'scalar', scalar: 1, refs: [] }] }));
  const dispatched = (events: Event[]) =>
    step(events).flatMap((action) => (action.type === 'dispatch' ? [{ task: action.task.id, attempt: action.attempt }] : []));
  step(request());
  step(answers(dispatched([{ type: 'ready', from: 1 }])));
  return (times: number) => {
    for (let i = 0; i < times; i++) {
      const given = dispatched(Array.from({ length: batch }, request).flat());
      if (given.length !== batch) throw new Error(`${given.length} requests were dispatched, not ${batch}`);
      step(answers(given));
    }
  };
}

const breaker = { crashes: 3, backoffMs: 1000, maxBackoffMs: 60_000 };
const alternations = 20;
const without = machine({});
const accounted = machine({ provided: true, version: '1.0.0', breaker });
const timed = (run: (times: number) => void) => {
  const began = performance.now();
  run(10);
  return performance.now() - began;
};
const machineRatios: number[] = [];
for (let alternation = -5; alternation < alternations; alternation++) {
  let [on, off] = [0, 0];
  for (let turn = 0; turn < 40; turn++) {
    if (turn % 2 === 0) on += timed(accounted);
    off += timed(without);
    if (turn % 2 === 1) on += timed(accounted);
  }
  if (alternation >= 0) machineRatios.push(on / off); // the others warm up
}
console.log(`${batch} requests at a time through the coordinator alone, over ${alternations} alternations`);
target('accounted for to not accounted for', median(machineRatios), 1.1, 'at most');

const calls = 200;
const noted: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

async function side(observe: boolean, logger: Logger): Promise<{ readonly ray: Ray; run(): Promise<number> }> {
  const ray = await init({ numWorkers: 1, observe, logger });
  const executor = await ray.executors.load(echoVersion('1.0.0'));
  const run = async () => {
    const before = process.cpuUsage();
    const answers = await Promise.all(
      Array.from({ length: calls }, (_, i) => executor.execute({ operation: 'echo', parameters: { text: `${i}` } })),
    );
    for (const [i, { values }] of answers.entries()) if (values['text'] !== `${i}`) throw new Error(`call ${i} gave another answer`);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  return { ray: ray as unknown as Ray, run };
}

const sides = { plain: await side(false, silent), observed: await side(true, silent), logged: await side(true, noted) };
const names = ['plain', 'observed', 'logged'] as const;
const ratios = { observed: [] as number[], logged: [] as number[] };
for (let alternation = -3; alternation < alternations; alternation++) {
  const us = { plain: 0, observed: 0, logged: 0 };
  for (let turn = 0; turn < 6; turn++) for (let i = 0; i < 3; i++) us[names[(i + turn) % 3]!] += await sides[names[(i + turn) % 3]!].run();
  if (alternation < 0) continue; // to warm up
  ratios.observed.push(us.observed / us.plain);
  ratios.logged.push(us.logged / us.plain);
}
console.log(`${calls} calls at a time, over ${alternations} alternations, processor time of all threads`);
target('observed to not observed', median(ratios.observed), 1.1, 'at most');
console.log(`  observed and every request logged, to neither: ${median(ratios.logged).toFixed(3)}`);
for (const { ray } of Object.values(sides)) await ray.shutdown();
