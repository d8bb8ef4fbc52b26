import type { Action, Id } from '../coordinator/events.ts';
import type { ClientEvent } from '../task/channel.ts';
import { Bell } from '../transport/bell.ts';
import { Claims } from '../transport/claims.ts';
import { clientCodec } from '../transport/link-codecs.ts';
import { RingLink } from '../transport/ring-link.ts';
import { runThread } from './thread-loop.ts';
import type { Wire, WireEnd, WirePort } from './wire.ts';

/** A wire through shared memory. */
export function ringWire(client: Id, { end, bell: memory, claims: offers }: WireEnd & { readonly kind: 'rings' }, port: WirePort): Wire {
  const bell = new Bell(memory);
  const claims = new Claims(offers);
  const link = new RingLink<ClientEvent, Action>(end, clientCodec(client));
  const pending = () => link.pending;
  return {
    link,
    hearsAlways: true,
    take: (claim) => claims.take(claim),
    wait: (timeoutMs) => port.mayBlock && bell.wait(pending, timeoutMs),
    run: (turn, idle) => runThread({ bell, port, pending, turn, idle }),
  };
}
