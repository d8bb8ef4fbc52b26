import { PolyrayError } from '../errors.ts';
import type { MemoryMessage } from '../worker/join.ts';
import { Batch } from './batch.ts';
import type { Connection, ConnectionOptions } from './connection.ts';
import type { CoordinateMessage, FromCoordinator, ToCoordinator } from './coordinate.ts';
import { driverPort, driverRings } from './driver-wire.ts';
import { Nap } from './nap.ts';

/** How long a driver may stand still for an answer that the coordinator gives at once unless it is overrun, or starts threads. */
const patienceMs = 1000;

/** The coordinator in a thread of its own: it goes on while the driver computes. */
export function threadConnection(options: ConnectionOptions): Connection {
  const { settings, platform, logger, driver: end } = options;
  const take = () => {
    for (let action = link.receive(); action !== undefined; action = link.receive()) end.act(action);
    flush();
  };
  const turn = () => {
    nap.turned();
    take();
  };
  const mayBlock = platform.capabilities.blockingDriver.has;
  const wire = settings.setup.sharedMemory ? driverRings(turn, mayBlock) : driverPort(turn);
  const { link } = wire;
  const nap = new Nap({ wait: (timeoutMs) => mayBlock && wire.wait(timeoutMs), run: take, yield: platform.yield });
  const thread = platform.spawn<ToCoordinator, FromCoordinator>('coordinator', 'polyray coordinator');
  const up = Promise.withResolvers<void>();
  up.promise.catch(() => {});
  const ended = Promise.withResolvers<void>();
  let closing = false;
  thread.onMessage = (message) => {
    if (message.kind === 'log') logger[message.level](message.fields);
    else if (message.kind === 'up') {
      thread.hold(false);
      up.resolve();
    } else if (message.kind === 'failed') end.failed(new PolyrayError(message.message));
    else ended.resolve();
  };
  thread.onExit = (reason) => {
    const error = new PolyrayError(`The coordinator's thread ended: ${reason?.message ?? 'it exited'}`, { cause: reason });
    up.reject(error);
    ended.resolve();
    if (!closing) end.failed(error);
  };
  const memory = platform.backchannel<MemoryMessage>();
  memory.onMessage(end.takeMemory);
  const message: CoordinateMessage = {
    kind: 'coordinate',
    settings,
    wire: wire.far,
    memory: memory.far,
  };
  thread.post(message, [memory.far, ...wire.transfer]);
  const batch = new Batch();
  let planned = false;
  const flush = () => {
    link.flush();
    nap.plan();
  };
  const rest = () => {
    planned = false;
    flush();
  };
  return {
    send: (event) => {
      if (closing) return; // handles that are collected later
      link.send(event);
      if (batch.add()) flush();
      if (planned) return;
      planned = true;
      queueMicrotask(rest);
    },
    flush,
    show: flush,
    awaits: (answers) => {
      nap.wanted = answers;
    },
    block: (done) => {
      const until = performance.now() + patienceMs;
      flush();
      while (!done()) {
        const left = until - performance.now();
        if (left <= 0 || !wire.wait(left)) return done();
        take();
      }
      return true;
    },
    close: async () => {
      closing = true;
      wire.stop();
      thread.hold(true);
      thread.post({ kind: 'close' });
      await ended.promise;
      await thread.terminate();
      memory.close();
    },
    ready: up.promise,
    provide: (source) => thread.post({ kind: 'provide', source }),
    pullMemory: () => {
      for (let message = memory.receive(); message !== undefined; message = memory.receive()) end.takeMemory(message);
    },
  };
}
