import { TaskCancelledError, UnsupportedError } from '../../../runtime/errors.ts';
import type { Capabilities } from '../../../runtime/platform/capabilities.ts';
import type { Cases } from './cases.ts';
import { standsStill } from './fixtures/stands-still.ts';
import { Latch } from './latch.ts';
import type { Runtime } from './subject.ts';

/** As long as a thread that was ended may go on. */
const endsInMs = 10_000;
/** Longer than `spin` is ever silent, on a busy machine. */
const silenceMs = 1000;

/**
 * That what a platform says of itself is so: the host decides by it, and docs/platforms.md shows it. A case for each row but the
 * stack's, which is in `test/runtime/stack-size.test.ts`.
 */
export function capabilityCases(cases: Cases): void {
  const same = ({ platform }: Runtime, name: keyof Capabilities, found: boolean) =>
    cases.equal(platform.capabilities[name].has, found, `what ${platform.name} says of ${name}`);

  cases.test('capabilities: whatever is not to be had says why', async ({ platform }) => {
    for (const [name, { has, note }] of Object.entries(platform.capabilities))
      cases.assert(has || note !== undefined, `${name} has a note`);
  });

  cases.test('capabilities: threads', async (ray) => {
    Object.assign(globalThis, { onlyInDriver: true });
    same(ray, 'threads', await ray.get(ray.remote(() => !('onlyInDriver' in globalThis)).remote()));
    Reflect.deleteProperty(globalThis, 'onlyInDriver');
  });

  cases.test('capabilities: sharedMemory, and the error that says why there is none', async (ray) => {
    const opened = cases.open({ numWorkers: 1, sharedMemory: true });
    const { has, note } = ray.platform.capabilities.sharedMemory;
    if (has) await (await opened).shutdown();
    else cases.assert((await cases.fails(opened, UnsupportedError, /^Unsupported sharedMemory: /)).message.includes(note!), 'it says why');
  });

  cases.test('capabilities: blockingDriver', async (ray) => same(ray, 'blockingDriver', standsStill()));

  cases.test('capabilities: blockingWorkers', async (ray) => {
    const worker = ray.task(() => import('./fixtures/stands-still.ts'), 'standsStill', import.meta.url);
    same(ray, 'blockingWorkers', await ray.get(worker.remote()));
  });

  cases.test('capabilities: hardKill, of which others promise nothing', async (ray) => {
    if (!ray.platform.capabilities.hardKill.has) return;
    using latch = new Latch();
    const ref = ray.task(() => import('./fixtures/latch.ts'), 'spin', import.meta.url).remote(latch.name);
    await latch.begun();
    let heardMs = performance.now();
    const ear = new BroadcastChannel(latch.name);
    ear.onmessage = () => {
      heardMs = performance.now();
    };
    ray.cancel(ref, { force: true });
    await cases.fails(ray.get(ref), TaskCancelledError, /was cancelled$/);
    for (const until = heardMs + endsInMs; performance.now() - heardMs < silenceMs; ) {
      cases.assert(performance.now() < until, `a thread that never ends by itself is silent ${endsInMs} ms after it was ended`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    ear.close();
  });

  cases.test('capabilities: files', async (ray) => {
    const { platform } = ray;
    same(
      ray,
      'files',
      works(() => platform.findFolder('.')),
    );
    const spilled = platform.spillFiles(undefined);
    same(ray, 'files', spilled?.write(1, Uint8Array.of(1)) === true);
    spilled?.close();
  });

  cases.test('capabilities: processes, which a thread of their own keeps', async (ray) => {
    let keeper: { terminate(): Promise<void> } | undefined;
    same(
      ray,
      'processes',
      works(() => {
        keeper = ray.platform.spawn('keeper', 'polyray keeper');
      }),
    );
    await keeper?.terminate();
  });

  cases.test('capabilities: garbageCollection, which may happen elsewhere too', async (ray) => {
    const { platform } = ray;
    const garbage = new WeakRef(new Array(1000).fill(0));
    for (let round = 0; round < 3; round++) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      platform.collectGarbage();
    }
    cases.assert(garbage.deref() === undefined || !platform.capabilities.garbageCollection.has, 'what nothing refers to is found');
  });

  cases.test('capabilities: codeFromText', async (ray) => {
    same(ray, 'codeFromText', (await ray.get(ray.remote(() => 42).remote())) === 42);
  });
}

function works(code: () => unknown): boolean {
  try {
    code();
    return true;
  } catch {
    return false;
  }
}
