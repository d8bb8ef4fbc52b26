import { AsyncLocalStorage } from 'node:async_hooks';
import { parentPort, receiveMessageOnPort } from 'node:worker_threads';
import type { AsyncContext, Port } from './platform.ts';

/** The way back to the driver, inside a thread that `nodePlatform` started. */
export function nodePort<Out, In>(): Port<Out, In> {
  const port = parentPort;
  if (port === null) throw new Error('Cannot reach the driver: this is not a worker thread');
  return {
    post: (message, transfer = []) => port.postMessage(message, [...transfer]),
    onMessage: (handle) => port.on('message', handle),
    receive: () => receiveMessageOnPort(port)?.message as In | undefined,
    mayBlock: true,
    yield: (run) => setImmediate(run),
    exit: () => process.exit(),
  };
}

export function nodeContext<T>(): AsyncContext<T> {
  const storage = new AsyncLocalStorage<T>();
  return { run: (value, code) => storage.run(value, code), get: () => storage.getStore() };
}
