import { driver, type Event } from '../coordinator/events.ts';
import { bellMemory } from '../transport/bell.ts';
import type { Connection, ConnectionOptions } from './connection.ts';
import { makeHub } from './make-hub.ts';

/** The coordinator in the driver's own thread. */
export function inlineConnection({ settings, platform, workerModule, logger, driver: end }: ConnectionOptions): Connection {
  const hub = makeHub({ settings, platform, workerModule, logger, driver: end, bell: bellMemory() });
  const stop = hub.bell.listen(
    () => hub.pending,
    () => hub.run(),
  );
  let planned = false;
  const run = () => {
    planned = false;
    hub.run();
  };
  return {
    send: (event) => {
      hub.receive(Object.assign(event, { from: driver }) as Event);
      if (planned) return;
      planned = true;
      queueMicrotask(run);
    },
    flush: run,
    block: (done) => {
      run();
      return done();
    },
    pullMemory: () => {},
    provide: (pool, start) => hub.provide(pool, start),
    close: async () => {
      stop();
      await hub.close();
    },
  };
}
