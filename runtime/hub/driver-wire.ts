import { type Action, driver } from '../coordinator/events.ts';
import type { ClientEvent } from '../task/channel.ts';
import { Bell, bellMemory } from '../transport/bell.ts';
import type { Link } from '../transport/link.ts';
import { clientCodec } from '../transport/link-codecs.ts';
import { PortLink, portLinkEnds } from '../transport/port-link.ts';
import { RingLink, ringLinkEnds } from '../transport/ring-link.ts';
import type { DriverWire } from './coordinate.ts';

/** The driver's end of its wire to a coordinator in another thread. */
export interface DriverWireEnd {
  readonly link: Link<ClientEvent, Action>;
  /** For the coordinator. */
  readonly far: DriverWire;
  readonly transfer: readonly Transferable[];
  /** Waits until something is pending, or the time is up; false where that is not to be had without the event loop. */
  wait(timeoutMs: number): boolean;
  stop(): void;
}

/** Through shared memory. @param take called from the event loop whenever something is pending */
export function driverRings(take: () => void, mayBlock: boolean): DriverWireEnd {
  const ownBell = bellMemory();
  const hubBell = bellMemory();
  const bell = new Bell(ownBell);
  const ends = ringLinkEnds(hubBell, ownBell);
  const link = new RingLink<ClientEvent, Action>(ends.thread, clientCodec(driver));
  const pending = () => link.pending;
  return {
    link,
    far: { kind: 'rings', end: ends.hub, bell: hubBell },
    transfer: [],
    wait: (timeoutMs) => (mayBlock ? bell.wait(pending, timeoutMs) : look(pending, timeoutMs)),
    stop: bell.listen(pending, take),
  };
}

/** For a thread that may not sleep and has no other way to wait: a page that names an actor. */
function look(pending: () => boolean, timeoutMs: number): boolean {
  const until = performance.now() + timeoutMs;
  while (!pending()) if (performance.now() >= until) return false;
  return true;
}

/** Through messages. */
export function driverPort(take: () => void): DriverWireEnd {
  const ends = portLinkEnds();
  const link = new PortLink<ClientEvent, Action>(ends.thread, clientCodec(driver), take);
  return {
    link,
    far: { kind: 'port', port: ends.hub },
    transfer: [ends.hub],
    wait: () => false,
    stop: () => ends.thread.close(),
  };
}
