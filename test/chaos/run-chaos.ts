import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../../runtime/coordinator/simulator/random.ts';
import { type Preparation, WorkerCrashedError } from '../../runtime/index.ts';
import { nodePlatform } from '../../runtime/platform/node.ts';
import { Ray } from '../../runtime/ray.ts';
import { hostile } from '../fixtures/hostile.ts';
import { Assassin } from './assassin.ts';
import { checkBalance } from './balance.ts';
import { account, crowd } from './operations/actors.ts';
import { cancelledTask, endlessTask, impatience, timedTask } from './operations/ends.ts';
import { executorCall, executorInTask, executorState, executorTensors, preparedText } from './operations/executors.ts';
import {
  blockingTasks,
  bulkTasks,
  deletedObject,
  flawedTask,
  nestedTasks,
  objects,
  putsInside,
  severalResults,
  smallTask,
  streams,
} from './operations/tasks.ts';
import { collect, type ProcessFigures, processFigures } from './process-figures.ts';
import { type Death, SideChannel } from './side-channel.ts';
import { Tally } from './tally.ts';
import { Watchdog } from './watchdog.ts';
import { type ChaosRay, Violation, type World } from './world.ts';

export interface ChaosOptions {
  readonly seed: number;
  /** Workers that are to end before it is over. */
  readonly kills: number;
  readonly coordinator: 'inline' | 'thread';
  readonly sharedMemory: boolean;
  readonly numWorkers: number;
  /** Operations at once. */
  readonly lanes: number;
  readonly objectStoreBytes: number;
  readonly largeBytes: number;
  /** Between two kills from outside. */
  readonly assassinMeanMs: number;
}

export interface ChaosReport {
  readonly seconds: number;
  readonly kills: number;
  readonly deaths: Readonly<Record<Death, number>>;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly bytesLeft: { readonly withWorkers: number; readonly without: number };
}

type Operation = (world: World) => Promise<void>;

/** Operations, each with how often it comes; with and without what needs shared memory. */
const operations: readonly (readonly [Operation, number, 'shared'?])[] = [
  [smallTask, 8],
  [flawedTask, 2],
  [bulkTasks, 4],
  [severalResults, 2],
  [nestedTasks, 2],
  [blockingTasks, 1, 'shared'],
  [streams, 3],
  [putsInside, 3],
  [objects, 3],
  [deletedObject, 1],
  [endlessTask, 1],
  [timedTask, 1],
  [cancelledTask, 3],
  [impatience, 2],
  [account, 3],
  [crowd, 1],
  [executorCall, 4],
  [executorTensors, 2],
  [executorState, 1],
  [executorInTask, 2],
];

/** One runtime through a storm of work and deaths. @throws with the seed, when it breaks what it promises */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { seed, kills, coordinator, sharedMemory, numWorkers, lanes, objectStoreBytes, largeBytes } = options;
  const began = performance.now();
  const before = processFigures();
  const channel = SideChannel.open({ seed, meanMs: options.assassinMeanMs });
  const directory = mkdtempSync(path.join(tmpdir(), 'chaos-'));
  const assassin = new Assassin(nodePlatform(), channel);
  const ray: ChaosRay = await Ray.start(
    // crashes are what this is about: it is never left alone for them
    { hostile: { ...hostile, recovery: { crashes: Number.MAX_SAFE_INTEGER } } },
    {
      platform: assassin.platform,
      logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
      coordinator,
      debug: false,
      allowNative: false,
      sharedMemory,
      numWorkers,
      maxWorkers: numWorkers + 6,
      spareWorkers: 1,
      maxQueuedTasks: 10_000,
      objectStoreBytes,
      storeFullTimeoutMs: 20_000,
      spill: { directory, maxBytes: 2 ** 30 },
      resources: { slot: 2 },
      observe: { timelineTasks: 1000, logTasks: false },
      python: undefined,
      print: () => {},
    },
  );
  const tally = new Tally();
  const watchdog = new Watchdog(ray, tally);
  try {
    const worldOf = (lane: number): World => ({ ray, channel, random: new Random(seed * 1000 + lane), tally, deathRate: 0.15, largeBytes });
    const weighted = operations.flatMap(([operation, weight, needs]) =>
      needs === 'shared' && !sharedMemory ? [] : new Array<Operation>(weight).fill(operation),
    );
    const total = () => Object.values(channel.deaths).reduce((sum, count) => sum + count, 0);
    let failed = false;
    const lane = async (_: unknown, number: number) => {
      const world = worldOf(number);
      try {
        while (total() < kills && !failed) await world.random.pick(weighted)(world);
      } catch (error) {
        failed = true;
        throw error;
      }
    };
    const prepared = await prepare(ray);
    await Promise.all(Array.from({ length: lanes }, lane));
    await prepared.release();
    const bytesLeft = await checkBalance(worldOf(lanes), numWorkers);
    await ray.shutdown();
    assassin.stop();
    await watchdog.stop();
    await checkNothingLeft(before, directory);
    return {
      seconds: (performance.now() - began) / 1000,
      kills: total(),
      deaths: channel.deaths,
      outcomes: Object.fromEntries([...tally.outcomes].sort()),
      bytesLeft,
    };
  } catch (error) {
    throw new Error(`Chaos with seed ${seed}: ${(error as Error).message}`, { cause: error });
  } finally {
    assassin.stop();
    await watchdog.stop();
    await ray.shutdown();
    rmSync(directory, { recursive: true });
  }
}

/** It is no more than a call: the worker may end under it. */
async function prepare(ray: ChaosRay): Promise<Preparation> {
  const requestOf = (operation: string) => [{ operation, parameters: { text: preparedText } }];
  for (;;) {
    try {
      return await ray.executors.get('hostile').prepare(requestOf('remember'), requestOf('forget'));
    } catch (error) {
      if (!(error instanceof WorkerCrashedError)) throw error;
    }
  }
}

/** Threads end a little after they were told to. */
async function checkNothingLeft(before: ProcessFigures, directory: string): Promise<void> {
  const left = readdirSync(directory);
  if (left.length > 0) throw new Violation(`files are left: ${left.join(', ')}`);
  const end = performance.now() + 5000;
  for (;;) {
    await collect(1);
    const now = processFigures();
    const more = Object.entries(now.resources).filter(([kind, count]) => count > (before.resources[kind] ?? 0) && kind !== 'Timeout');
    if (more.length === 0 && now.threads <= before.threads && now.files <= before.files) return;
    if (performance.now() > end) throw new Violation(`more is left than was there: ${JSON.stringify(before)} -> ${JSON.stringify(now)}`);
    await sleep(50);
  }
}
