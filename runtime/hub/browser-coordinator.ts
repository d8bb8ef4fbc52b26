// The entry point of the coordinator's thread in a page.
import { browserPlatform } from '../platform/browser.ts';
import { browserPort } from '../platform/browser-port.ts';
import { type CoordinateMessage, coordinate, type FromCoordinator, type ToCoordinator } from './coordinate.ts';

const port = browserPort<FromCoordinator, ToCoordinator>();
let handle: ((message: ToCoordinator) => void) | undefined;
port.onMessage((message) => {
  if (handle !== undefined) handle(message);
  else handle = coordinate(message as CoordinateMessage, port, browserPlatform());
});
