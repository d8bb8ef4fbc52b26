import { parentPort } from 'node:worker_threads';
import type { Port } from './platform.ts';

/** The way back to the driver, inside a thread that `nodePlatform` started. */
export function nodePort<Out, In>(): Port<Out, In> {
  const port = parentPort;
  if (port === null) throw new Error('Cannot reach the driver: this is not a worker thread');
  return {
    post: (message, transfer = []) => port.postMessage(message, [...transfer]),
    onMessage: (handle) => port.on('message', handle),
  };
}
