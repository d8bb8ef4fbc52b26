import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  GetTimeoutError,
  type InitOptions,
  init,
  type Labels,
  type MetricsSnapshot,
  PolyrayError,
  type Ray,
  TaskCancelledError,
  TaskError,
  TaskTimeoutError,
  type Timeline,
  type TraceEvent,
  WorkerCrashedError,
} from '../../runtime/index.ts';
import { parseExposition } from '../fixtures/parse-exposition.ts';

type SliceEvent = Extract<TraceEvent, { ph: 'X' }>;
const slices = ({ traceEvents }: Timeline) => traceEvents.filter((event): event is SliceEvent => event.ph === 'X');
const threadOf = ({ pid, tid }: { pid: number; tid: number }) => `${pid}/${tid}`;

/** The sum of a counter or gauge over what has these labels. */
function sum({ counters, gauges }: MetricsSnapshot, name: string, labels: Labels = {}): number {
  return [...counters, ...gauges]
    .filter(
      (sample) => sample.name === `polyray_${name}` && Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
    )
    .reduce((total, { value }) => total + value, 0);
}

function tasksOf(snapshot: MetricsSnapshot, labels: Labels): Record<string, number> {
  const counts = ['submitted', 'finished', 'failed', 'cancelled', 'retried'].map((what) => [
    what,
    sum(snapshot, `tasks_${what}_total`, labels),
  ]);
  return Object.fromEntries(counts.filter(([, count]) => count !== 0));
}

class Till {
  #total = 0;

  add(amount: number): number {
    if (amount < 0) throw new RangeError('no');
    this.#total += amount;
    return this.#total;
  }

  async later(value: number): Promise<number> {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return value;
  }
}

/** Everything that can become of a task. */
async function play(ray: Ray): Promise<void> {
  const double = ray.remote((x: number) => 2 * x, { name: 'double' });
  expect(await ray.get(Array.from({ length: 500 }, (_, i) => double.remote(i)))).toHaveLength(500);
  expect(await ray.get(double.remote(double.remote(3)))).toBe(12);
  const fail = ray.remote(
    (): number => {
      throw new Error('on purpose');
    },
    { name: 'fail' },
  );
  await expect(ray.get(fail.remote())).rejects.toThrow(TaskError);
  await expect(ray.get(fail.options({ maxRetries: 2, retryExceptions: true }).remote())).rejects.toThrow(TaskError);
  // one that never begins, for want of its argument
  await expect(ray.get(double.remote(fail.remote()))).rejects.toThrow(TaskError);
  // what it says with messages leaves with the next turn of its event loop: that it began would be lost
  const crash = ray.remote(() => new Promise<void>(() => setTimeout(() => process.exit(3), 20)), { name: 'crash', maxRetries: 1 });
  await expect(ray.get(crash.remote())).rejects.toThrow(WorkerCrashedError);
  const quick = ray.remote((x: number) => x, { name: 'quick', timeoutMs: 60_000 });
  expect(await ray.get(quick.remote(1))).toBe(1); // and its worker is there for the next one
  const late = ray.remote(() => new Promise<void>(() => {}), { name: 'late', timeoutMs: 500 });
  await expect(ray.get(late.remote())).rejects.toThrow(TaskTimeoutError);
  const sleep = ray.remote(() => new Promise<void>(() => {}), { name: 'sleep' });
  // two run, the third waits for a worker
  const sleepers = [sleep.remote(), sleep.remote(), sleep.remote()];
  while ((await ray.state.listTasks({ filters: { name: 'sleep', state: 'running' } })).length < 2)
    await new Promise((resolve) => setTimeout(resolve, 1));
  await expect(ray.get(sleepers[0]!, { timeoutMs: 1 })).rejects.toThrow(GetTimeoutError);
  for (const sleeper of sleepers.toReversed()) {
    ray.cancel(sleeper, { force: true });
    await expect(ray.get(sleeper)).rejects.toThrow(TaskCancelledError);
  }
  const till = ray.remote(Till).remote();
  expect(await ray.get([till.add.remote(1), till.add.remote(2)])).toEqual([1, 3]);
  await expect(ray.get(till.add.remote(-1))).rejects.toThrow(TaskError);
  expect(await ray.get([till.later.remote(1), till.later.remote(2), till.later.remote(3)])).toEqual([1, 2, 3]);
}

const setups: [string, InitOptions<Record<never, never>>][] = [
  ['inline', {}],
  ['in a thread', { coordinator: 'thread' }],
  ['inline, without shared memory', { sharedMemory: false }],
  ['in a thread, without shared memory', { coordinator: 'thread', sharedMemory: false }],
];

describe.each(setups)('a coordinator %s', (_, options) => {
  const logged: Record<string, unknown>[] = [];
  const log = (fields: object) => {
    logged.push(fields as Record<string, unknown>);
  };
  let ray: Ray;
  let snapshot: MetricsSnapshot;
  let timeline: Timeline;
  let began: number;
  let ended: number;
  beforeAll(async () => {
    began = performance.now();
    ray = await init({ ...options, numWorkers: 2, logger: { debug: log, info: log, warn: log, error: log } });
    await play(ray);
    ended = performance.now();
    snapshot = await ray.metrics.snapshot();
    timeline = JSON.parse(JSON.stringify(await ray.timeline({ flows: true }))) as Timeline;
  });
  afterAll(() => ray.shutdown());

  test('counts each task once, by what became of it', () => {
    expect(tasksOf(snapshot, { name: 'double' })).toEqual({ submitted: 503, finished: 502, failed: 1 });
    expect(tasksOf(snapshot, { name: 'fail' })).toEqual({ submitted: 3, failed: 3, retried: 2 });
    expect(tasksOf(snapshot, { name: 'crash' })).toEqual({ submitted: 1, failed: 1, retried: 1 });
    expect(tasksOf(snapshot, { name: 'late', pool: 'timed tasks' })).toEqual({ submitted: 1, failed: 1 });
    expect(tasksOf(snapshot, { name: 'sleep' })).toEqual({ submitted: 3, cancelled: 3 });
    expect(tasksOf(snapshot, { kind: 'actor', pool: 'Till', name: 'add' })).toEqual({ submitted: 3, finished: 2, failed: 1 });
    expect(tasksOf(snapshot, { kind: 'actor' })).toEqual({ submitted: 6, finished: 5, failed: 1 });
    expect(tasksOf(snapshot, { kind: 'task' })).toEqual({ submitted: 512, finished: 503, failed: 6, cancelled: 3, retried: 3 });
    for (const [reason, count] of [
      ['task', 5],
      ['crashed', 1],
      ['timeout', 1],
    ] as const) {
      expect(sum(snapshot, 'tasks_failed_total', { reason }), reason).toBe(count);
    }
    expect(sum(snapshot, 'tasks_unfinished')).toBe(0);
  });

  test('times what began', () => {
    const runs = (name: string, metric: string) =>
      snapshot.histograms
        .filter((one) => one.name === `polyray_${metric}` && one.labels['name'] === name)
        .reduce((all, { count }) => all + count, 0);
    expect([runs('double', 'task_run_ms'), runs('double', 'task_queue_ms')]).toEqual([502, 502]);
    expect([runs('fail', 'task_run_ms'), runs('fail', 'task_queue_ms')]).toEqual([5, 3]);
    expect([runs('crash', 'task_run_ms'), runs('crash', 'task_queue_ms')]).toEqual([2, 1]);
    expect([runs('late', 'task_run_ms'), runs('sleep', 'task_run_ms')]).toEqual([1, 2]);
    for (const { name, sumMs, minMs, p50Ms, maxMs } of snapshot.histograms) {
      expect(sumMs, name).toBeLessThanOrEqual((ended - began) * 600);
      expect(minMs, name).toBeLessThanOrEqual(p50Ms);
      expect(p50Ms, name).toBeLessThanOrEqual(maxMs);
      expect(maxMs, name).toBeLessThanOrEqual(ended - began);
    }
  });

  test('counts gets, workers and objects', () => {
    const gets = snapshot.histograms.find(({ name }) => name === 'polyray_get_ms')!;
    // one was given up
    expect([sum(snapshot, 'gets_total'), gets.count]).toEqual([517, 516]);
    expect(sum(snapshot, 'workers_ended_total', { how: 'crashed' })).toBe(2);
    // a time-out and two tasks that were ended by force
    expect(sum(snapshot, 'workers_ended_total', { how: 'stopped' })).toBe(3);
    expect(sum(snapshot, 'workers_started_total') - sum(snapshot, 'workers_ended_total')).toBe(sum(snapshot, 'workers'));
    expect(sum(snapshot, 'workers', { kind: 'actor' })).toBe(1);
    // the tasks' results, and what the constructor returned
    expect(sum(snapshot, 'objects_created_total')).toBe(503 + 5 + 1);
    expect(sum(snapshot, 'object_bytes_total')).toBeGreaterThan(509);
  });

  test('says the same in text, with what the program counts itself', async () => {
    ray.metrics.counter('meals_total', { kind: 'soup' }).add(2);
    ray.metrics.gauge('guests').set(5);
    ray.metrics.histogram('dinner_ms').record(10);
    expect(() => ray.metrics.counter('polyray_x')).toThrow(TypeError);
    const samples = parseExposition(await ray.metrics.text());
    const value = (name: string, labels: Labels) =>
      samples.find((sample) => sample.name === name && JSON.stringify(sample.labels) === JSON.stringify(labels))?.value;
    expect(value('polyray_tasks_submitted_total', { kind: 'task', name: 'double', pool: 'tasks' })).toBe(503);
    expect(value('polyray_task_run_ms_count', { kind: 'task', name: 'double', pool: 'tasks' })).toBe(502);
    expect([value('meals_total', { kind: 'soup' }), value('guests', {}), value('dinner_ms_count', {})]).toEqual([2, 5, 1]);
  });

  test('draws every run in its worker', () => {
    const runs = slices(timeline).filter(({ cat }) => cat !== 'driver');
    const count = (name: string, outcome: string) => runs.filter((run) => run.name === name && run.args['outcome'] === outcome).length;
    expect(count('double', 'finished')).toBe(502);
    expect(count('fail', 'failed')).toBe(5);
    expect(count('crash', 'crashed')).toBe(2);
    expect(count('late', 'timeout')).toBe(1);
    expect(count('sleep', 'cancelled')).toBe(2);
    expect([count('add', 'finished'), count('add', 'failed'), count('later', 'finished'), count('constructor', 'finished')]).toEqual([
      2, 1, 3, 1,
    ]);
    expect(runs).toHaveLength(502 + 5 + 2 + 1 + 1 + 2 + 7);
    for (const { name, ts, dur, args } of runs) {
      expect(dur, name).toBeGreaterThanOrEqual(0);
      expect(args['queuedMs'], name).toBeGreaterThanOrEqual(0);
      expect(ts / 1000 - (args['queuedMs'] as number), name).toBeGreaterThanOrEqual(began);
      expect((ts + dur) / 1000, name).toBeLessThanOrEqual(ended);
      expect(args['task']).toMatch(/^[0-9a-f]{32}$/);
    }
  });

  test('draws nothing across the edge of what it lies in', () => {
    for (const own of Map.groupBy(slices(timeline), threadOf).values()) {
      const open: number[] = [];
      for (const { ts, dur } of own.toSorted((a, b) => a.ts - b.ts || b.dur - a.dur)) {
        // microseconds of milliseconds are rounded, and one task may begin when another ends
        while (open.length > 0 && open.at(-1)! <= ts + 0.001) open.pop();
        if (open.length > 0) expect(ts + dur).toBeLessThanOrEqual(open.at(-1)! + 0.001);
        open.push(ts + dur);
      }
    }
  });

  test('names processes and threads, and marks what happened', () => {
    const { traceEvents } = timeline;
    const names = traceEvents.flatMap((event) => (event.ph === 'M' ? [[event.name, event.args.name, threadOf(event)] as const] : []));
    const processes = names.flatMap(([kind, name]) => (kind === 'process_name' ? name : []));
    expect(processes.toSorted()).toEqual(['actor Till', 'driver', 'pool tasks', 'pool timed tasks']);
    const threads = new Set(names.flatMap(([kind, , thread]) => (kind === 'thread_name' ? thread : [])));
    for (const event of traceEvents) if (event.ph !== 'M') expect(threads).toContain(threadOf(event));
    const instants = traceEvents.filter(({ ph }) => ph === 'i').map(({ name }) => name);
    expect(instants.toSorted()).toEqual(['worker crashed', 'worker crashed', 'worker stopped', 'worker stopped', 'worker stopped']);
  });

  test('draws an arrow to each task that began', () => {
    const events = timeline.traceEvents;
    const starts = events.filter(({ ph }) => ph === 's');
    const ends = events.filter((event) => event.ph === 'f');
    expect(starts).toHaveLength(502 + 3 + 1 + 1 + 1 + 2 + 7);
    expect(ends).toHaveLength(starts.length);
    const begins = new Set(slices(timeline).map((run) => `${threadOf(run)} ${run.ts}`));
    for (const end of ends) expect(begins).toContain(`${threadOf(end)} ${end.ts}`);
  });

  test('logs what went wrong', () => {
    const of = (event: string) => logged.filter((fields) => fields['event'] === event);
    const reasons = (event: string, name: string) => of(event).flatMap((fields) => (fields['name'] === name ? fields['reason'] : []));
    expect(reasons('task-retried', 'fail')).toEqual(['task', 'task']);
    expect(reasons('task-retried', 'crash')).toEqual(['crashed']);
    expect(reasons('task-failed', 'crash')).toEqual(['crashed']);
    expect(reasons('task-failed', 'late')).toEqual(['timeout']);
    expect(reasons('task-failed', 'sleep')).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect(of('task-failed')[0]).toMatchObject({
      kind: 'task',
      pool: 'tasks',
      name: 'fail',
      attempt: 1,
      message: 'Task "fail" failed: Error: on purpose',
    });
    expect(of('worker-crashed').map(({ pool }) => pool)).toEqual(['tasks', 'tasks']);
    expect(of('worker-started').map(({ pool }) => pool)).toContain('Till');
  });
});

test('objects that go to disk are counted, and drawn', async () => {
  await using ray = await init({ numWorkers: 1, objectStoreBytes: 2 ** 22 });
  const refs = Array.from({ length: 6 }, (_, i) => ray.put(new Float64Array(2 ** 17).fill(i)));
  for (const [i, ref] of refs.entries()) expect((await ray.get(ref))[9]).toBe(i);
  const snapshot = await ray.metrics.snapshot();
  expect(sum(snapshot, 'objects_created_total', { place: 'stored' })).toBe(6);
  const [spills, restores] = [sum(snapshot, 'spills_total'), sum(snapshot, 'restores_total')];
  expect(spills).toBeGreaterThan(1);
  expect(restores).toBeGreaterThan(0);
  expect(sum(snapshot, 'spilled_bytes_total')).toBeGreaterThanOrEqual(spills * 2 ** 20);
  expect(sum(snapshot, 'store_used_bytes')).toBeLessThanOrEqual(2 ** 22);
  const instants = (await ray.timeline()).traceEvents.flatMap((event) => (event.ph === 'i' ? event.name : []));
  expect(instants.filter((name) => name === 'spilled')).toHaveLength(spills);
  expect(instants.filter((name) => name === 'restored')).toHaveLength(restores);
});

test('an actor is drawn under its name', async () => {
  await using ray = await init({ numWorkers: 1 });
  const till = ray.remote(Till).options({ name: 'front till' }).remote();
  await ray.get(till.add.remote(1));
  const names = (await ray.timeline()).traceEvents.flatMap((event) => (event.ph === 'M' ? event.args.name : []));
  expect(names).toEqual(['actor front till', 'worker 1']);
});

test.each(['inline', 'thread'] as const)(
  'tasks of tasks are drawn inside those that wait for them, coordinator %s',
  async (coordinator) => {
    await using ray = await init({ numWorkers: 1, coordinator });
    const leaves = ray.task(() => import('../fixtures/blocking-tasks.ts'), 'leaves', import.meta.url, { blocking: true });
    expect(await ray.get(leaves.remote(4))).toBe(16);
    const runs = slices(await ray.timeline());
    const byTask = new Map(runs.map((run) => [run.args['task'], run]));
    expect(byTask.size).toBe(31);
    let children = 0;
    for (const { args, ts, dur } of runs) {
      const parent = byTask.get(args['parent']!);
      if (args['parent'] === undefined) continue;
      children++;
      expect(ts).toBeGreaterThanOrEqual(parent!.ts);
      expect(ts + dur).toBeLessThanOrEqual(parent!.ts + parent!.dur);
    }
    expect(children).toBe(30);
  },
);

test('the timeline keeps the last runs', async () => {
  await using ray = await init({ numWorkers: 1, observe: { timelineTasks: 10 } });
  const echo = ray.remote((x: number) => x, { name: 'echo' });
  for (let i = 0; i < 25; i++) await ray.get(echo.remote(i));
  await ray.get(echo.options({ name: 'last' }).remote(0));
  expect(slices(await ray.timeline()).map(({ name }) => name)).toEqual([...Array(9).fill('echo'), 'last']);
});

test('it can be turned off', async () => {
  const logged: object[] = [];
  const log = (fields: object) => {
    logged.push(fields);
  };
  const ray = await init({ numWorkers: 1, observe: false, logger: { debug: log, info: log, warn: log, error: log } });
  expect(await ray.get(ray.remote((x: number) => x + 1).remote(1))).toBe(2);
  ray.metrics.counter('own_total').add(3);
  expect(await ray.metrics.snapshot()).toEqual({ counters: [{ name: 'own_total', labels: {}, value: 3 }], gauges: [], histograms: [] });
  await expect(ray.timeline()).rejects.toThrow(PolyrayError);
  expect(logged).toEqual([{ event: 'worker-started', pool: 'tasks', worker: 1 }]);
  await ray.shutdown();
  await expect(ray.metrics.snapshot()).rejects.toThrow('Cannot use the runtime: it was shut down');
  await expect(init({ observe: { timelineTasks: -1 } })).rejects.toThrow(RangeError);
});
