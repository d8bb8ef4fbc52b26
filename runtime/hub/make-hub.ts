import { Coordinator } from '../coordinator/coordinator.ts';
import type { Id } from '../coordinator/events.ts';
import { IdSpace } from '../id/id-space.ts';
import type { Logger } from '../logger.ts';
import { Observer } from '../metrics/observer.ts';
import type { Platform } from '../platform/platform.ts';
import type { CoordinatorSettings } from './connection.ts';
import { loadExecutor } from './executor-source.ts';
import { ExecutorSources } from './executor-sources.ts';
import { Hub, type HubDriver } from './hub.ts';
import { loadInterpreter } from './load-interpreter.ts';

/** Below so many bytes of garbage it is not worth to look for it. */
const leastGarbageBytes = 256 * 2 ** 20;

export interface HubParts {
  readonly settings: CoordinatorSettings;
  readonly platform: Pick<
    Platform,
    'spawn' | 'spillFiles' | 'collectGarbage' | 'readBytes' | 'findFolder' | 'variable' | 'receivesAtOnce' | 'capabilities' | 'cacheFiles'
  >;
  readonly logger: Logger;
  readonly driver: HubDriver;
  /** What the hub's thread sleeps on; undefined where there is no shared memory. */
  readonly bell: SharedArrayBuffer | undefined;
}

/** A coordinator with its threads, memory and files around it. */
export function makeHub({ settings, platform, logger, driver: end, bell }: HubParts): {
  readonly hub: Hub;
  readonly sources: ExecutorSources;
} {
  const { setup, capacity, fullTimeoutMs, resources, spill, observe } = settings;
  const machine = new Coordinator({ capacity, slabBytes: setup.slabBytes, spillBytes: spill?.maxBytes ?? 0, fullTimeoutMs, resources });
  const sources = new ExecutorSources(settings.sources);
  const space = new IdSpace(setup.space);
  const hexOf = (id: Id) => space.toObjectID(id).toHex();
  const hub = new Hub({
    machine,
    platform,
    garbageBytes: Math.max(leastGarbageBytes, capacity / 4),
    setup,
    spareWorkers: settings.spareWorkers,
    pools: settings.pools,
    executors: settings.executors,
    load: async (pool) => ({ executor: await loadExecutor(await sources.get(pool), platform) }),
    unload: (pool) => sources.drop(pool),
    loadPython: async () => ({ python: await loadInterpreter(setup.python) }),
    driver: end,
    logger,
    spill: spill && platform.spillFiles(spill.directory),
    observer: observe && new Observer({ machine, settings: observe, logger, hexOf }),
    bell,
  });
  return { hub, sources };
}
