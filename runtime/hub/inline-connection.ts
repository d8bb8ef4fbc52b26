import { driver, type Event } from '../coordinator/events.ts';
import { Bell, bellMemory } from '../transport/bell.ts';
import type { Connection, ConnectionOptions } from './connection.ts';
import { makeHub } from './make-hub.ts';

/** So many events at most wait to be acted on: workers begin while their driver still submits. */
const batch = 64;

/** The coordinator in the driver's own thread. */
export function inlineConnection({ settings, platform, workerModule, logger, driver: end }: ConnectionOptions): Connection {
  const memory = settings.setup.sharedMemory ? bellMemory() : undefined;
  const hub = makeHub({ settings, platform, workerModule, logger, driver: end, bell: memory });
  const stop =
    memory &&
    new Bell(memory).listen(
      () => hub.pending,
      () => hub.run(),
    );
  let planned = false;
  let sent = 0;
  const run = () => {
    planned = false;
    sent = 0;
    hub.run();
  };
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
