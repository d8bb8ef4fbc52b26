import { ExecutorUnavailableError, WorkerCrashedError } from '../../../runtime/errors.ts';
import type { Ray } from '../../../runtime/ray.ts';
import type { ExecutorEvent } from '../../../runtime/registry/executor-event.ts';
import { echoVersion } from '../../fixtures/echo-version.ts';
import { hostile } from '../../fixtures/hostile.ts';
import type { Cases } from './cases.ts';
import type { OpenOptions, Runtime } from './subject.ts';

const recovery = { crashes: 2, backoffMs: 500, maxBackoffMs: 2000 };
const call = (operation: string) => ({ operation, parameters: { text: 'secret' } });
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Executors that break, and what is told of it. */
export function healthCases(cases: Cases): void {
  const test = (name: string, run: (ray: Ray) => Promise<void>, more: OpenOptions = {}) =>
    cases.testWith(`health: ${name}`, { numWorkers: 1, ...more }, (ray: Runtime) => run(ray as unknown as Ray));

  test('errors are counted by kind, with the requests that they ended', async (ray) => {
    const executor = await ray.executors.load(hostile);
    const expected = { fail: 'operation-failed', trap: 'executor-fault', 'out-of-memory': 'out-of-memory' };
    for (const operation of ['fail', ...Object.keys(expected)]) await executor.execute(call(operation)).catch(() => {});
    await executor.execute(call('spin'), { timeoutMs: 50 }).catch(() => {});
    await executor.execute(call('echo'));
    const { byKind, failed, crashes, last } = await executor.errors.stats();
    cases.equal(byKind, { 'operation-failed': 2, 'executor-fault': 1, 'out-of-memory': 1, timeout: 1 }, 'the counts');
    cases.equal([failed, crashes], [5, 0], 'the sums');
    cases.equal(
      last.map(({ kind }) => kind),
      ['operation-failed', 'operation-failed', 'executor-fault', 'out-of-memory', 'timeout'],
      'the last ones',
    );
    cases.assert(
      last.every(({ taskId }) => /^[0-9a-f]{32}$/.test(taskId)),
      'requests are named',
    );
    cases.assert(!JSON.stringify(last).includes('secret'), 'nothing of what was in them is kept');
    const [row] = await ray.state.listExecutors();
    cases.equal([row?.name, row?.version, row?.state, row?.failed], ['hostile', '1.0.0', 'ready', 5], 'what the state lists');
    const { gauges } = await ray.metrics.snapshot();
    const shown = gauges.filter(({ name }) => name === 'polyray_executor_failed').map(({ labels, value }) => [labels['kind'], value]);
    cases.equal(Object.fromEntries(shown), byKind, 'what the metrics show');
  });

  test('one whose workers crash is left alone for a while, and says so', async (ray) => {
    await ray.executors.load({ ...hostile, recovery });
    const executor = ray.executors.get('hostile');
    const circuit: string[] = [];
    ray.executors.watch(({ event, executor: whose }) => event.startsWith('circuit-') && circuit.push(`${whose} ${event}`));
    cases.equal((await ray.health()).healthy, true, 'whether the host is healthy');
    for (let crash = 0; crash < 2; crash++) await cases.fails(executor.execute(call('exit')), WorkerCrashedError, /./);
    const error = await cases.fails(
      executor.execute(call('echo')),
      ExecutorUnavailableError,
      /it (exited with code 7|was asked to); it is tried again in \d+ ms$/,
    );
    cases.assert(error.retryInMs > 0 && error.retryInMs <= 500, `it says when; it says ${error.retryInMs}`);
    const health = await executor.health();
    cases.equal([health.healthy, health.versions[0]?.state, health.versions[0]?.crashes], [false, 'open', 2], 'its health');
    cases.equal((await ray.health()).healthy, false, 'whether the host is healthy');
    await sleep(error.retryInMs + 5);
    cases.equal((await executor.execute(call('echo'))).status, 'completed', 'the next answer');
    cases.equal((await executor.health()).healthy, true, 'whether it is healthy again');
    const steps = ['opened', 'half-opened', 'closed'].map((step) => `hostile circuit-${step}`);
    cases.equal(circuit, steps, 'what was told of it');
  });

  test('one whose workers are busy is healthy and not asked, and one that was never needed is not started', async (ray) => {
    const executor = await ray.executors.load(hostile, { limits: { queueLength: 0 } });
    await executor.operations(); // its worker has started
    const busy = executor.execute(call('spin'), { timeoutMs: 1000 }).catch(({ name }: Error) => name);
    await sleep(50);
    const health = await executor.health({ timeoutMs: 100 });
    cases.equal([health.healthy, health.answeredInMs], [true, undefined], 'its health');
    cases.equal(await busy, 'TaskTimeoutError', 'what became of the request');
    cases.equal((await executor.health()).healthy, true, 'whether it is still healthy');
    cases.equal((await executor.errors.stats()).byKind, { timeout: 1 }, 'what it has failed on');
  });

  test(
    'a change of health is told where one looks',
    async (ray) => {
      const events: ExecutorEvent[] = [];
      ray.executors.watch((event) => events.push(event));
      const told = async (healthy: boolean) => {
        while (!events.some((event) => event.event === 'executor-health' && event.healthy === healthy)) await sleep(10);
      };
      const executor = await ray.executors.load({ ...echoVersion('1.0.0'), recovery });
      // a look between two crashes would be answered
      const hostileOne = await ray.executors.load({ ...hostile, recovery: { ...recovery, crashes: 1 } });
      await executor.execute(call('echo'));
      await hostileOne.execute(call('exit')).catch(() => {});
      await told(false);
      await told(true); // the next look finds it on trial, and well
      const names = events.flatMap((event) => (event.event === 'executor-health' ? [event.executor] : []));
      cases.equal([...new Set(names)], ['hostile'], 'whose health changed');
    },
    { healthEveryMs: 20 },
  );
}
