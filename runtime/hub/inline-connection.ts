import { driver, type Event } from '../coordinator/events.ts';
import { Bell, bellMemory } from '../transport/bell.ts';
import { Batch } from './batch.ts';
import type { Connection, ConnectionOptions } from './connection.ts';
import { makeHub } from './make-hub.ts';
import { Nap } from './nap.ts';

/** The coordinator in the driver's own thread. */
export function inlineConnection({ settings, platform, logger, driver: end }: ConnectionOptions): Connection {
  const memory = settings.setup.sharedMemory ? bellMemory() : undefined;
  const bell = memory && new Bell(memory);
  const { hub, sources } = makeHub({ settings, platform, logger, driver: end, bell: memory });
  const pending = () => hub.pending;
  const batch = new Batch();
  let planned = false;
  const look = () => {
    if (hub.pending) run();
  };
  const run = () => {
    hub.run();
    nap.plan();
    bell?.lookSoon(look);
  };
  const rest = () => {
    planned = false;
    run();
  };
  const nap = new Nap({
    wait: (timeoutMs) => bell !== undefined && platform.capabilities.blockingDriver.has && bell.wait(pending, timeoutMs),
    run,
    yield: platform.yield,
  });
  const stop = bell?.listen(pending, () => {
    nap.turned();
    run();
  });
  return {
    send: (event) => {
      event.from = driver;
      hub.receive(event as Event);
      if (batch.add()) run();
      if (planned) return;
      planned = true;
      queueMicrotask(rest);
    },
    flush: run,
    show: run,
    awaits: (answers) => {
      nap.wanted = answers;
    },
    block: (done) => {
      run();
      return done();
    },
    ready: Promise.resolve(),
    provide: (source) => sources.add(source),
    pullMemory: () => {},
    close: async () => {
      stop?.();
      await hub.close();
    },
  };
}
