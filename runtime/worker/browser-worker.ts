// The entry point of a thread in a page that runs tasks, or an executor.
import { browserContext } from '../platform/browser-context.ts';
import { browserPort } from '../platform/browser-port.ts';
import type { JoinMessage, MemoryMessage } from './join.ts';
import { joinRuntime } from './task-worker.ts';

const port = browserPort<never, MemoryMessage>();
let handle: ((message: MemoryMessage) => void) | undefined;
port.onMessage((message: JoinMessage | MemoryMessage) => {
  if (handle !== undefined) handle(message as MemoryMessage);
  else handle = joinRuntime(message as JoinMessage, port, browserContext);
});
