import { setTimeout as sleep } from 'node:timers/promises';
import type { StateSummary } from '../../runtime/index.ts';
import { collect } from './process-figures.ts';
import { dump } from './watchdog.ts';
import { Violation, type World } from './world.ts';

const slabBytes = 2 ** 20;
/** What was prepared in an executor, and how it is undone: its idle workers may not have looked for garbage yet. */
const preparedObjects = 2;
/** How long everything may take to come to rest. */
const patienceMs = 20_000;

/**
 * Checks that nothing is left of what was done: first with the workers as they are, then with all of them gone, when the
 * store holds exactly the slab that the driver may still write to.
 *
 * @returns bytes of the store in use before and after the workers went
 */
export async function checkBalance(world: World, numWorkers: number): Promise<{ readonly withWorkers: number; readonly without: number }> {
  const { ray, channel, tally } = world;
  channel.paused = true;
  const withWorkers = await settle(world, async () => {
    await collect(2);
    await collectInWorkers(world, numWorkers);
    const summary = await ray.state.summary();
    return { summary, quiet: isEmpty(summary, preparedObjects) };
  });
  const without = await settle(world, async () => {
    channel.endAll();
    await collect(1);
    const summary = await ray.state.summary();
    tally.moves++;
    return { summary, quiet: isEmpty(summary) && summary.workers.length === 0 && summary.store.bytesUsed <= slabBytes };
  });
  if (without !== 0 && without !== slabBytes) throw new Violation(`the store holds ${without} bytes that nobody has`);
  return { withWorkers, without };
}

async function settle(world: World, look: () => Promise<{ readonly summary: StateSummary; readonly quiet: boolean }>): Promise<number> {
  const end = performance.now() + patienceMs;
  for (;;) {
    const { summary, quiet } = await look();
    if (quiet) return summary.store.bytesUsed;
    if (performance.now() > end) throw new Violation(`something is left:\n${await dump(world.ray)}`);
    await sleep(20);
  }
}

function isEmpty({ tasks, actors, store, resources }: StateSummary, objects = 0): boolean {
  return (
    tasks.length === 0 &&
    actors.length === 0 &&
    store.objects <= objects &&
    store.bytesOnDisk === 0 &&
    resources.every(({ total, free }) => free === total)
  );
}

/** A task for each worker of each pool of functions. */
async function collectInWorkers({ ray, channel, tally }: World, numWorkers: number): Promise<void> {
  const module = () => import('../fixtures/chaos-tasks.ts');
  for (const options of [{}, { timeoutMs: 60_000 }]) {
    const meeting = channel.newNumber();
    const task = ray.task(module, 'collectGarbage', import.meta.url, { maxRetries: -1, ...options });
    const refs = Array.from({ length: numWorkers }, () => task.remote(meeting, numWorkers));
    await tally.watch('collection of garbage', ray.get(refs));
    for (const ref of refs) ref[Symbol.dispose]();
  }
}
