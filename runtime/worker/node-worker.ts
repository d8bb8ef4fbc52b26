// The entry point of a thread on Node, Deno and Bun that runs tasks, or an executor.
import { nodeContext, nodePort } from '../platform/node-port.ts';
import type { JoinMessage, MemoryMessage } from './join.ts';
import { joinRuntime } from './task-worker.ts';

const port = nodePort<never, JoinMessage | MemoryMessage>();
let handle: ((message: MemoryMessage) => void) | undefined;
port.onMessage((message) => {
  if (handle !== undefined) handle(message as MemoryMessage);
  else handle = joinRuntime(message as JoinMessage, nodePort(), nodeContext);
});
