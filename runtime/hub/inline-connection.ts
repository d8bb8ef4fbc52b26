import { driver, type Event } from '../coordinator/events.ts';
import { Bell, bellMemory } from '../transport/bell.ts';
import type { Connection, ConnectionOptions } from './connection.ts';
import { makeHub } from './make-hub.ts';
import { Nap } from './nap.ts';

/** So many events at most wait to be acted on: workers begin while their driver still submits. */
const batch = 64;

/** The coordinator in the driver's own thread. */
export function inlineConnection({ settings, platform, workerModule, logger, driver: end }: ConnectionOptions): Connection {
  const memory = settings.setup.sharedMemory ? bellMemory() : undefined;
  const bell = memory && new Bell(memory);
  const hub = makeHub({ settings, platform, workerModule, logger, driver: end, bell: memory });
  const pending = () => hub.pending;
  let planned = false;
  let sent = 0;
  const look = () => {
    if (hub.pending) run();
  };
  const run = () => {
    planned = false;
    sent = 0;
    hub.run();
    nap.plan();
    bell?.lookSoon(look);
  };
  const nap = new Nap((timeoutMs) => bell !== undefined && platform.mayBlock && bell.wait(pending, timeoutMs), run);
  const stop = bell?.listen(pending, () => {
    nap.turned();
    run();
  });
  return {
    send: (event) => {
      event.from = driver;
      hub.receive(event as Event);
      if (++sent === batch) run();
      if (planned) return;
      planned = true;
      queueMicrotask(run);
    },
    flush: run,
    awaits: (answers) => {
      nap.wanted = answers;
    },
    block: (done) => {
      run();
      return done();
    },
    ready: Promise.resolve(),
    pullMemory: () => {},
    provide: (pool, start) => hub.provide(pool, start),
    close: async () => {
      stop?.();
      await hub.close();
    },
  };
}
