// The entry point of a thread on Node, Deno and Bun that keeps the program of a native executor for a worker that sleeps.
import type { StartAnswering } from '../platform/answering-thread.ts';
import { nodePort } from '../platform/node-port.ts';
import type { ToKeeper } from './keeper-protocol.ts';
import { servePrograms } from './serve-programs.ts';

nodePort<never, ToKeeper | StartAnswering>().onMessage(servePrograms());
