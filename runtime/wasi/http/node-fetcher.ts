// The entry point of a thread on Node, Deno and Bun that asks in the network for a worker that sleeps.
import type { StartAnswering } from '../../platform/answering-thread.ts';
import { nodePort } from '../../platform/node-port.ts';
import type { ToFetcher } from './fetch-protocol.ts';
import { serveFetches } from './serve-fetches.ts';

nodePort<never, ToFetcher | StartAnswering>().onMessage(serveFetches());
