import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { collectGarbage } from './collect-garbage.ts';
import type { OwnPort } from './node-family.ts';
import type { AsyncContext, Port } from './platform.ts';

/** The way back to the driver, inside a thread that a platform of this family started. */
export function nodePort<Out, In>(): Port<Out, In> {
  if (parentPort === null) throw new Error('Cannot reach the driver: this is not a worker thread');
  const parent = parentPort;
  const own = (workerData as OwnPort | null)?.port;
  const port = own ?? parent;
  const receive = () => receiveMessageOnPort(port)?.message as In | undefined;
  return {
    post: (message, transfer = []) => port.postMessage(message, [...transfer]),
    onMessage: (handle) => {
      if (own === undefined) parent.on('message', handle);
      // nothing but nudges
      else parent.on('message', () => takeAll(receive, handle));
    },
    receive,
    mayBlock: true,
    collectGarbage,
    yield: (run) => setImmediate(run),
    loadNow,
    exit: () => process.exit(),
  };
}

function takeAll<In>(receive: () => In | undefined, handle: (message: In) => void): void {
  for (let message = receive(); message !== undefined; message = receive()) handle(message);
}

/** `require` takes ES modules too, unless they wait at their top level. */
function loadNow(url: string): Record<string, unknown> | undefined {
  if (!url.startsWith('file:')) return undefined;
  try {
    return createRequire(url)(fileURLToPath(url)) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

export function nodeContext<T>(): AsyncContext<T> {
  const storage = new AsyncLocalStorage<T>();
  return { run: (value, code) => storage.run(value, code), follow: (_, promise) => promise, get: () => storage.getStore() };
}
