// The entry point of a thread in a runtime with an assassin: as the host's own, but workers that a coordinator's thread
// starts are watched from there.
import { type CoordinateMessage, coordinate, type ToCoordinator } from '../../runtime/hub/coordinate.ts';
import { nodePlatform } from '../../runtime/platform/node.ts';
import { nodeContext, nodePort } from '../../runtime/platform/node-port.ts';
import type { JoinMessage, MemoryMessage } from '../../runtime/worker/join.ts';
import { joinRuntime } from '../../runtime/worker/task-worker.ts';
import { Assassin, up } from './assassin.ts';
import { SideChannel } from './side-channel.ts';

const port = nodePort<typeof up, JoinMessage | MemoryMessage | ToCoordinator>();
let handle: ((message: never) => void) | undefined;
port.onMessage((message) => {
  if (handle !== undefined) handle(message as never);
  else handle = begin(message as JoinMessage | CoordinateMessage);
});

function begin(message: JoinMessage | CoordinateMessage): (message: never) => void {
  if (message.kind === 'join') {
    const take = joinRuntime(message, nodePort(), nodeContext);
    port.post(up);
    return take;
  }
  return coordinate(message, nodePort(), new Assassin(nodePlatform(), SideChannel.ofThread()).platform);
}
