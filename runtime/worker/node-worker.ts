// The entry point of a thread on Node, Deno and Bun: an executor's, one that runs tasks, or the coordinator's.
import { type CoordinateMessage, coordinate, type ToCoordinator } from '../hub/coordinate.ts';
import { nodePlatform } from '../platform/node.ts';
import { nodeContext, nodePort } from '../platform/node-port.ts';
import type { JoinMessage, MemoryMessage } from './join.ts';
import { joinRuntime } from './task-worker.ts';

const port = nodePort<never, JoinMessage | MemoryMessage | ToCoordinator>();
let handle: ((message: never) => void) | undefined;
port.onMessage((message) => {
  if (handle !== undefined) handle(message as never);
  else handle = begin(message as JoinMessage | CoordinateMessage);
});

function begin(message: JoinMessage | CoordinateMessage): (message: never) => void {
  if (message.kind === 'join') return joinRuntime(message, nodePort(), nodeContext);
  return coordinate(message, nodePort(), nodePlatform());
}
