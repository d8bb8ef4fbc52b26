import {
  ExecutorBusyError,
  ExecutorFaultError,
  ExecutorLoadError,
  ExecutorNotFoundError,
  ExecutorRegisteredError,
  TaskError,
} from '../../../runtime/errors.ts';
import type { ExecutorPackage } from '../../../runtime/executor/executor-package.ts';
import type { Ray } from '../../../runtime/ray.ts';
import { broken, hostile } from '../../fixtures/hostile.ts';
import type { Cases } from './cases.ts';
import type { Runtime } from './subject.ts';

const calls = () => import('./fixtures/executor-calls.ts');
const echo = (text: string) => ({ operation: 'echo', parameters: { text } });

/** Executors that come and go while a runtime is running, for every thread of it. */
export function versionCases(cases: Cases): void {
  const test = (name: string, run: (ray: Ray) => Promise<void>, numWorkers = 1) =>
    cases.testWith(`versions: ${name}`, { numWorkers }, (ray: Runtime) => run(ray as unknown as Ray));
  const workers = async (ray: Ray) => (await ray.state.listWorkers({ filters: { pool: 'hostile' } })).length;
  /** Whether a version still knows of an earlier call. */
  const countOf = async (ray: Ray, range?: string) => {
    const { values, version } = await ray.executors.get('hostile', range).execute({ operation: 'count' });
    return [version, Number(values['calls'])];
  };

  test('one that is loaded is there for every thread, and gone for every thread when it is unloaded', async (ray) => {
    const execute = ray.task(calls, 'execute', import.meta.url);
    const trainer = ray.actor(calls, 'Trainer', import.meta.url).remote();
    await cases.fails(ray.get(execute.remote('echo', 'too early')), TaskError, /this host has none/);
    const loaded = await ray.executors.load(hostile);
    cases.equal((await loaded.execute(echo('x'))).values, { text: 'x' }, "the driver's answer");
    const answers = await ray.get([execute.remote('echo', 'task'), trainer.execute.remote('echo', 'actor')]);
    cases.equal(answers, [{ text: 'task' }, { text: 'actor' }], "the others' answers");
    const held = ray.executors.get('hostile');
    await ray.executors.unload('hostile');
    cases.equal([await workers(ray), ray.executors.list().length], [0, 0], 'what is left');
    await cases.fails(held.execute(echo('x')), ExecutorNotFoundError, /^Cannot use executor "hostile": it was unloaded/);
    await cases.fails(ray.get(trainer.execute.remote('echo', 'x')), TaskError, /"hostile"/);
    await cases.fails(ray.executors.load(broken, { name: 'hostile' }), ExecutorLoadError, /no such glue/);
    cases.equal(ray.executors.list().length, 0, 'how many there are');
    await ray.executors.load(hostile, { version: '2.0.0' });
    cases.equal((await held.execute(echo('again'))).version, '2.0.0', 'the version behind an old handle');
    cases.equal(await ray.get(trainer.execute.remote('echo', 'again')), { text: 'again' }, "the actor's answer");
  });

  test('two versions live side by side, each with its own instances', async (ray) => {
    const [first, second] = [await ray.executors.load(hostile), await ray.executors.load(hostile, { version: '1.4.0' })];
    cases.equal(
      [await countOf(ray), await countOf(ray)],
      [
        ['1.0.0', 1],
        ['1.0.0', 2],
      ],
      'what the first counts',
    );
    cases.equal(await countOf(ray, '^1.2'), ['1.4.0', 1], 'what the second counts');
    await cases.fails(first.execute({ operation: 'trap' }), ExecutorFaultError, /trapped/);
    cases.equal(
      [await countOf(ray), await countOf(ray, '>1.0.0')],
      [
        ['1.0.0', 1],
        ['1.4.0', 2],
      ],
      'the counts after a trap in the first',
    );
    cases.equal((await second.execute(echo('x'))).version, '1.4.0', 'the version behind the handle that load gave');
    await ray.executors.setDefault('hostile', '1.4.0');
    cases.equal(await countOf(ray), ['1.4.0', 4], 'what the default counts');
    const listed = ray.executors.versions('hostile').map(({ version, share }) => [version, share]);
    cases.equal(
      listed,
      [
        ['1.0.0', 0],
        ['1.4.0', 1],
      ],
      'what is listed',
    );
    await ray.executors.unload('hostile', { version: '1.4.0' });
    cases.equal(await countOf(ray), ['1.0.0', 2], 'what is left');
    await cases.fails(countOf(ray, '^1.2'), ExecutorNotFoundError, /no version satisfies "\^1\.2"; there are 1\.0\.0$/);
    await cases.fails(countOf(ray, 'one'), ExecutorNotFoundError, /"one" is no range of versions$/);
  });

  test('a range is there for tasks, and for code that stands still', async (ray) => {
    await ray.executors.load(hostile);
    await ray.executors.load(hostile, { version: '2.1.0' });
    const versionFor = ray.task(calls, 'versionFor', import.meta.url);
    cases.equal(await ray.get([versionFor.remote('^2'), versionFor.remote('1.x')]), ['2.1.0', '1.0.0'], 'the versions');
    if (!cases.sharedMemory) return;
    const still = ray.task(calls, 'versionForStill', import.meta.url, { blocking: true });
    cases.equal(await ray.get([still.remote('^2'), still.remote('1.x')]), ['2.1.0', '1.0.0'], 'the versions, standing still');
    await cases.fails(ray.get(still.remote('^3')), TaskError, /no version satisfies/);
  });

  test('what was asked before an unload is done, what comes later is refused', async (ray) => {
    const executor = await ray.executors.load({ ...hostile, limits: { instances: 1 } });
    await executor.operations(); // so that calls leave at once
    const before = Array.from({ length: 10 }, () => executor.execute({ operation: 'sleep' }).then(({ status }) => status));
    await new Promise((resolve) => setTimeout(resolve, 20));
    const gone = ray.executors.unload('hostile').then(() => 'gone');
    const first = Promise.race([gone, Promise.all(before)]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await cases.fails(executor.execute({ operation: 'sleep' }), ExecutorNotFoundError, /./);
    cases.equal(await first, Array(10).fill('completed'), 'what came first');
    await gone;
    cases.equal(await workers(ray), 0, 'the workers that are left');
  });

  test('an unload that has waited long enough ends what still runs', async (ray) => {
    const executor = await ray.executors.load(hostile);
    await executor.operations();
    const running = cases.fails(executor.execute({ operation: 'spin' }), ExecutorNotFoundError, /"hostile" 1\.0\.0 was unloaded$/);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await ray.executors.unload('hostile', { graceMs: 50 });
    await running;
    cases.equal(await workers(ray), 0, 'the workers that are left');
  });

  test('more calls than may wait are refused', async (ray) => {
    const limits = { instances: 2, queueLength: 3 };
    const executor = await ray.executors.load({ ...hostile, limits });
    await executor.operations();
    const sent = await Promise.allSettled(Array.from({ length: 8 }, () => executor.execute({ operation: 'sleep' })));
    const refused = sent.flatMap((one) => (one.status === 'rejected' ? [one.reason as Error] : []));
    cases.equal(refused.length, 3, 'how many are refused');
    cases.assert(refused[0] instanceof ExecutorBusyError, 'they are told so');
    cases.equal(refused[0].message, 'Cannot use executor "hostile": 2 calls run and 3 wait already', 'the message');
    cases.equal((await executor.execute(echo('later'))).values, { text: 'later' }, 'the next answer');
  });

  test('what cannot be registered is told, and changes nothing', async (ray) => {
    await ray.executors.load(hostile);
    await cases.fails(ray.executors.load(hostile), ExecutorRegisteredError, /"hostile" 1\.0\.0: this version is there already$/);
    await cases.fails(ray.executors.load(hostile, { version: 'v2' }), RangeError, /^version must be a semantic version .*"v2"$/);
    await cases.fails(ray.executors.load(hostile, { name: 'Bad name' }), RangeError, /^name must be .*"Bad name"$/);
    await cases.fails(
      ray.executors.load({} as ExecutorPackage),
      TypeError,
      /^source must be bytes, a URL, a path, a Response or an executor package, is \[object Object\]$/,
    );
    await cases.fails(ray.executors.load({ ...hostile, limits: { instances: 0 } }, { version: '2.0.0' }), RangeError, /instances/);
    await cases.fails(ray.executors.setDefault('hostile', '2.0.0'), ExecutorNotFoundError, /"hostile" 2\.0\.0: there are 1\.0\.0$/);
    await cases.fails(ray.executors.unload('fortran'), ExecutorNotFoundError, /"fortran": this host has hostile$/);
    await cases.fails(ray.executors.unload('hostile', { graceMs: -1 }), RangeError, /^graceMs must be at least 0, is -1$/);
    const both = await Promise.allSettled([1, 2].map(() => ray.executors.load(hostile, { name: 'twice' })));
    cases.equal(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'], 'what becomes of two at once');
    cases.equal(
      ray.executors.list().map(({ name }) => name),
      ['hostile', 'twice'],
      'what there is',
    );
    await ray.executors.unload('twice');
    const left = await ray.state.listWorkers({ filters: { pool: 'twice' } });
    cases.equal(left.length, 0, 'the workers that are left');
  });
}
