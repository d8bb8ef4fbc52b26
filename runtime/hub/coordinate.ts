import { type Action, driver, type Event } from '../coordinator/events.ts';
import type { Logger } from '../logger.ts';
import type { Platform, Port } from '../platform/platform.ts';
import { Bell } from '../transport/bell.ts';
import type { Link } from '../transport/link.ts';
import { hubCodec } from '../transport/link-codecs.ts';
import { PortLink } from '../transport/port-link.ts';
import { RingLink, type RingLinkEnd } from '../transport/ring-link.ts';
import type { MemoryMessage } from '../worker/join.ts';
import { runThread } from '../worker/thread-loop.ts';
import type { CoordinatorSettings } from './connection.ts';
import type { ExecutorSource } from './executor-source.ts';
import { makeHub } from './make-hub.ts';

/** The coordinator's end of its link with the driver. */
export type DriverWire =
  | {
      readonly kind: 'rings';
      readonly end: RingLinkEnd;
      /** What the coordinator's thread sleeps on. */
      readonly bell: SharedArrayBuffer;
    }
  | { readonly kind: 'port'; readonly port: MessagePort };

/** The first message to a coordinator's thread. */
export interface CoordinateMessage {
  readonly kind: 'coordinate';
  readonly settings: CoordinatorSettings;
  readonly wire: DriverWire;
  /** Where the driver's memory goes: it can look there without its event loop. */
  readonly memory: MessagePort;
}

export type ToCoordinator = CoordinateMessage | { readonly kind: 'provide'; readonly source: ExecutorSource } | { readonly kind: 'close' };
export type FromCoordinator =
  | { readonly kind: 'log'; readonly level: keyof Logger; readonly fields: object }
  /** It takes events. */
  | { readonly kind: 'up' }
  /** It cannot go on. */
  | { readonly kind: 'failed'; readonly message: string }
  /** Every worker is gone. */
  | { readonly kind: 'closed' };

/** Makes this thread a runtime's coordinator. @returns what takes the messages that follow */
export function coordinate(
  message: CoordinateMessage,
  port: Port<FromCoordinator, ToCoordinator>,
  platform: Platform,
): (message: ToCoordinator) => void {
  const { wire } = message;
  const bell = wire.kind === 'rings' ? wire.bell : undefined;
  const link: Link<Action, Event> =
    wire.kind === 'rings' ? new RingLink(wire.end, hubCodec(driver)) : new PortLink(wire.port, hubCodec(driver), () => hub.run());
  const log = (level: keyof Logger) => (fields: object) => port.post({ kind: 'log', level, fields });
  const take = (next: ToCoordinator) => {
    if (next.kind === 'provide') sources.add(next.source);
    else if (next.kind === 'close') void hub.close().then(() => port.post({ kind: 'closed' }));
  };
  const { hub, sources } = makeHub({
    settings: message.settings,
    platform,
    logger: { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') },
    driver: {
      act: (action) => link.send(action),
      takeMemory: (memory: MemoryMessage) => message.memory.postMessage(memory),
      failed: (error) => port.post({ kind: 'failed', message: error.message }),
      link,
    },
    bell,
  });
  if (bell === undefined) hub.run();
  else runThread({ bell: new Bell(bell), port, pending: () => hub.pending, turn: () => hub.run(), idle: () => !hub.loading, looks: true });
  port.post({ kind: 'up' });
  return take;
}
