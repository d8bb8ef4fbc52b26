import {
  ExecutorNotFoundError,
  ExecutorRegisteredError,
  ExecutorReplacementError,
  LimitExceededError,
  type ReplacementFailure,
} from '../../../runtime/errors.ts';
import type { Ray } from '../../../runtime/ray.ts';
import type { ExecutorEvent } from '../../../runtime/registry/executor-event.ts';
import type { ReplaceOptions } from '../../../runtime/registry/replace-options.ts';
import { echoVersion, type Fault } from '../../fixtures/echo-version.ts';
import type { Cases } from './cases.ts';
import type { Runtime } from './subject.ts';

/** Machines that run tests are noisy. */
const thresholds = { latencyFactor: Number.POSITIVE_INFINITY };
const request = (text = 'x') => ({ operation: 'echo', parameters: { text } });
const remember = (text: string) => ({ operation: 'remember', parameters: { text } });

/** Versions that take each other's place under load. */
export function replacementCases(cases: Cases): void {
  const test = (name: string, run: (ray: Ray) => Promise<void>) =>
    cases.testWith(`replacements: ${name}`, { numWorkers: 2 }, (ray: Runtime) => run(ray as unknown as Ray));
  const versionOf = async (ray: Ray) => (await ray.executors.get('echo').execute(request())).version;
  /** Requests one after the other in several lines, until told to stop. @returns what became of each, by version */
  const load = (ray: Ray, lines = 4) => {
    const executor = ray.executors.get('echo');
    const seen: Record<string, number> = {};
    let on = true;
    const line = async () => {
      while (on) {
        const outcome = await executor.execute(request()).then(
          ({ version }) => version,
          (error: Error) => error.name,
        );
        if (outcome === 'ShutdownError') return; // the case has failed
        seen[outcome] = (seen[outcome] ?? 0) + 1;
      }
    };
    const all = Promise.all(Array.from({ length: lines }, line));
    return async () => {
      on = false;
      await all;
      return seen;
    };
  };
  const fails = async (ray: Ray, fault: Fault, reason: ReplacementFailure, message: RegExp, options: ReplaceOptions = {}) => {
    const error = await cases.fails(ray.executors.replace('echo', echoVersion('1.1.0', fault), options), ExecutorReplacementError, message);
    cases.equal(error.reason, reason, 'the reason');
    cases.equal(
      ray.executors.versions('echo').map(({ version }) => version),
      ['1.0.0'],
      'what is left',
    );
  };

  test('all requests go to the new version, also those of handles that were there before', async (ray) => {
    const events: ExecutorEvent[] = [];
    const stop = ray.executors.watch((event) => events.push(event));
    const exact = await ray.executors.load(echoVersion('1.0.0'));
    await exact.operations();
    const stopLoad = load(ray);
    const done = await ray.executors.replace('echo', echoVersion('1.1.0'), { requests: 50, thresholds });
    cases.equal([done.from, done.to], ['1.0.0', '1.1.0'], 'what was replaced');
    const seen = await stopLoad();
    cases.equal(Object.keys(seen).sort(), ['1.0.0', '1.1.0'], 'who answered');
    cases.equal(await versionOf(ray), '1.1.0', 'the version');
    await cases.fails(exact.execute(request()), ExecutorNotFoundError, /no version satisfies "1\.0\.0"; there are 1\.1\.0$/);
    cases.equal((await ray.executors.get('echo', '^1.0').execute(request())).version, '1.1.0', 'what a range finds');
    await ray.executors.rollback('echo');
    cases.equal(await versionOf(ray), '1.0.0', 'the version after going back');
    cases.equal((await exact.execute(request())).version, '1.0.0', 'what the old handle finds');
    await cases.fails(ray.executors.rollback('echo'), ExecutorNotFoundError, /"echo": it was never replaced$/);
    stop();
    await ray.executors.unload('echo');
    const told = events.map(({ event }) => event).filter((event) => event !== 'executor-unloaded');
    const replaced = ['executor-loaded', 'replacement-started', 'replacement-completed'];
    cases.equal(told, ['executor-loaded', 'executor-default', ...replaced, ...replaced], 'the events');
  });

  test('what was prepared is there before the first request goes to the new version', async (ray) => {
    await ray.executors.load(echoVersion('1.0.0'));
    const executor = ray.executors.get('echo');
    const preparation = await executor.prepare([remember('weights')], [{ ...remember('weights'), operation: 'forget' }]);
    await ray.executors.replace('echo', echoVersion('1.1.0'), {
      probe: { ...request(), expected: { values: { text: 'x', remembered: ['weights'] } } },
      requests: 0,
    });
    const { version, values } = await executor.execute(request());
    cases.equal([version, values['remembered']], ['1.1.0', ['weights']], 'what it remembers');
    await preparation.release();
    cases.equal((await executor.execute(request())).values['remembered'], [], 'what it remembers after that');
    const again = await executor.prepare([remember('weights')]);
    const refusal = ray.executors.replace('echo', echoVersion('1.2.0', { refusesToRemember: true }));
    await cases.fails(refusal, ExecutorReplacementError, /stays at version 1\.1\.0: there is no room$/);
    await again.release();
  });

  test('one that does not start, or answers a probe wrongly, is never given a request', async (ray) => {
    await ray.executors.load(echoVersion('1.0.0'));
    const stopLoad = load(ray, 2);
    await fails(ray, { mute: true }, 'start', /^Executor "echo" stays at version 1\.0\.0: .*unreachable/);
    const expected = { values: { text: 'y' } };
    await fails(ray, {}, 'probe', /it answers probe 1, "echo", wrongly: values\.text is not what was expected$/, {
      probe: [request(), { ...request(), expected }],
    });
    await fails(ray, { failEvery: 1 }, 'probe', /there is no answer$/, { probe: request() });
    await fails(ray, { hangs: true }, 'probe', /did not finish within 50 ms$/, { probe: { ...request(), timeoutMs: 50 } });
    cases.equal(Object.keys(await stopLoad()), ['1.0.0'], 'who answered');
  });

  test('one that breaks, fails or is slow goes again, and only its share of requests has noticed', async (ray) => {
    await ray.executors.load(echoVersion('1.0.0'));
    const stopLoad = load(ray);
    await fails(ray, { trapEvery: 2 }, 'faults', /it broke on \d+ of \d+ requests$/, { canary: 0.2, requests: 1e6, thresholds });
    await fails(ray, { failEvery: 4 }, 'errors', /\d+ of \d+ requests failed, of the old version's 0\.0 %$/, {
      canary: 0.5,
      requests: 1e6,
    });
    await fails(ray, { sleepMs: 30 }, 'latency', /half of its requests take \d/, { requests: 1e6, watchMs: 30_000 });
    const seen = await stopLoad();
    cases.assert((seen['ExecutorFaultError'] ?? 0) >= 3 && (seen['OperationFailedError'] ?? 0) >= 5, 'some requests failed');
    const others = Object.keys(seen).filter((name) => !['1.0.0', '1.1.0', 'ExecutorFaultError', 'OperationFailedError'].includes(name));
    cases.equal(others, [], 'other outcomes');
  });

  test('one that hangs goes again', async (ray) => {
    await ray.executors.load(echoVersion('1.0.0'));
    const executor = ray.executors.get('echo');
    const replaced = fails(ray, { hangs: true }, 'stalled', /it has answered nothing for \d+ ms$/, { watchMs: 60_000 });
    const failed: string[] = [];
    // however long the other version takes to start
    while (failed.length === 0) {
      await executor.execute(request(), { timeoutMs: 4000 }).catch((error: Error) => failed.push(error.name));
    }
    await replaced;
    cases.equal(failed, ['TaskTimeoutError'], 'what failed');
    cases.equal(await versionOf(ray), '1.0.0', 'the version');
  });

  test('a canary gets its share, and takes over after so many requests', async (ray) => {
    await ray.executors.load(echoVersion('1.0.0'));
    const replaced = ray.executors.replace('echo', echoVersion('1.1.0'), { canary: 0.25, requests: 100, thresholds });
    while ((ray.executors.versions('echo')[1]?.share ?? 0) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const executor = ray.executors.get('echo');
    await executor.operations();
    const answers = await Promise.all(Array.from({ length: 200 }, () => executor.execute(request())));
    const canaries = answers.filter(({ version }) => version === '1.1.0').length;
    cases.assert(canaries >= 49 && canaries <= 51, `a quarter of 200 go to the canary; ${canaries} did`);
    await Promise.all(Array.from({ length: 240 }, () => executor.execute(request())));
    const { requests } = await replaced;
    cases.assert(requests >= 100, 'it answered enough');
    cases.equal(await versionOf(ray), '1.1.0', 'the version');
  });

  test('one that is under way can be withdrawn, and goes with what it was to replace', async (ray) => {
    await ray.executors.load(echoVersion('1.0.0'));
    const long = { canary: 0.5, requests: 1e6, thresholds };
    const first = fails(ray, {}, 'withdrawn', /the program withdrew the replacement$/, long);
    while (ray.executors.versions('echo').length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await ray.executors.rollback('echo');
    await first;
    const second = cases.fails(ray.executors.replace('echo', echoVersion('1.1.0'), long), ExecutorReplacementError, /it is unloaded$/);
    while (ray.executors.versions('echo').length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await ray.executors.unload('echo');
    await second;
    cases.equal(ray.executors.list().length, 0, 'what is left');
  });

  test('a start or a probe that hangs is withdrawn at once, and nothing is left of it', async (ray) => {
    await ray.executors.load(echoVersion('1.0.0'));
    const hangs = [
      [{ hangsAtFirst: true }, {}],
      [{ hangs: true }, { probe: { ...request(), timeoutMs: 60_000 } }],
    ] satisfies [Fault, ReplaceOptions][];
    for (const [fault, options] of hangs) {
      const began = performance.now();
      const withdrawn = fails(ray, fault, 'withdrawn', /the program withdrew the replacement$/, options);
      await new Promise((resolve) => setTimeout(resolve, 300));
      await ray.executors.rollback('echo');
      await withdrawn;
      cases.assert(performance.now() - began < 10_000, 'it did not wait for what hangs');
    }
    cases.equal(await versionOf(ray), '1.0.0', 'the version');
    while ((await ray.state.listWorkers({ filters: { pool: 'echo' } })).length > 1) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  test('what was asked of a name that is gone when its turn comes finds nothing, and leaves nothing', async (ray) => {
    const long = { canary: 0.5, requests: 1e6, thresholds };
    await ray.executors.load(echoVersion('1.0.0'));
    const first = fails(ray, {}, 'withdrawn', /it is unloaded$/, long).catch((error: Error) => error);
    while (ray.executors.versions('echo').length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    const unloaded = ray.executors.unload('echo');
    const late = [
      ray.executors.replace('echo', echoVersion('1.2.0')),
      ray.executors.setDefault('echo', '1.0.0'),
      ray.executors.unload('echo'),
    ];
    const loaded = [ray.executors.load(echoVersion('2.0.0')), ray.executors.load(echoVersion('3.0.0'))];
    await unloaded;
    await first;
    for (const one of late) await cases.fails(one, ExecutorNotFoundError, /"echo"/);
    await Promise.all(loaded);
    cases.equal(
      ray.executors.versions('echo').map(({ version }) => version),
      ['2.0.0', '3.0.0'],
      'what is there',
    );
    await ray.executors.unload('echo');
    cases.equal((await ray.state.listExecutors({ filters: { name: 'echo' } })).length, 0, 'what is left');
  });

  test('a handle tells the trust and the limits of the version behind it, and keeps to them', async (ray) => {
    const limited = (version: string, limits: object) => ({ ...echoVersion(version), limits });
    await ray.executors.load(limited('1.0.0', { timeoutMs: 61_000 }));
    const [handle, range, exact] = [ray.executors.get('echo'), ray.executors.get('echo', '>=1'), ray.executors.get('echo', '1.0.0')];
    cases.equal(
      [handle, range, exact].map(({ limits }) => limits.timeoutMs),
      [61_000, 61_000, 61_000],
      'limits of the first',
    );
    await ray.executors.replace('echo', limited('1.1.0', { timeoutMs: 62_000, requestBytes: 100 }), { requests: 0 });
    cases.equal([handle.limits.timeoutMs, handle.limits.requestBytes], [62_000, 100], 'limits of the second');
    await cases.fails(handle.execute(request('x'.repeat(1000))), LimitExceededError, /requestBytes/);
    cases.equal((await range.execute(request())).version, '1.1.0', 'what answers a range');
    cases.equal(range.limits.timeoutMs, 62_000, 'limits of a range');
    await ray.executors.unload('echo');
    await ray.executors.load(limited('1.0.0', { timeoutMs: 63_000 }));
    cases.equal(
      [handle, range, exact, ray.executors.get('echo', '1.0.0')].map(({ limits }) => limits.timeoutMs),
      [63_000, 63_000, 63_000, 63_000],
      'limits',
    );
  });

  test('a rollback goes to the earlier version where that was loaded again beside', async (ray) => {
    await ray.executors.load(echoVersion('1.0.0'));
    await ray.executors.replace('echo', echoVersion('1.1.0'), { requests: 0 });
    await ray.executors.load(echoVersion('1.0.0'));
    await ray.executors.rollback('echo');
    cases.equal(await versionOf(ray), '1.0.0', 'the version');
    await cases.fails(ray.executors.rollback('echo'), ExecutorNotFoundError, /it was never replaced$/);
  });

  test('what makes no sense is told at once', async (ray) => {
    await ray.executors.load(echoVersion('1.0.0'));
    const replace = (options: ReplaceOptions, version = '1.1.0') => ray.executors.replace('echo', echoVersion(version), options);
    await cases.fails(replace({}, '1.0.0'), ExecutorRegisteredError, /this version is there already$/);
    await cases.fails(replace({ canary: 0 }), RangeError, /^canary must be above 0 and at most 1, is 0$/);
    await cases.fails(replace({ requests: -1 }), RangeError, /^requests must be a whole number from 0 on, is -1$/);
    await cases.fails(replace({ watchMs: -1 }), RangeError, /^watchMs/);
    await cases.fails(replace({ thresholds: { errors: 1 } as object }), TypeError, /^thresholds has no "errors"/);
    await cases.fails(replace({ version: 'two' }), RangeError, /^version must be a semantic version/);
    await cases.fails(ray.executors.replace('fortran', echoVersion('1.0.0')), ExecutorNotFoundError, /"fortran"/);
  });
}
