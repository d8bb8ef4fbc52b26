// The entry point of the coordinator's thread on Node, Deno and Bun.
import { nodePort } from '../platform/node-port.ts';
import { thisPlatform } from '../platform/this-platform.ts';
import { type CoordinateMessage, coordinate, type ToCoordinator } from './coordinate.ts';

const port = nodePort<never, ToCoordinator>();
let handle: ((message: ToCoordinator) => void) | undefined;
port.onMessage((message) => {
  if (handle !== undefined) handle(message);
  else handle = coordinate(message as CoordinateMessage, nodePort(), thisPlatform());
});
