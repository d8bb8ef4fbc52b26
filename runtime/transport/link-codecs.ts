import type { Action, Event, Id } from '../coordinator/events.ts';
import { putAction, takeAction } from './action-codec.ts';
import { type ClientEvent, putEvent, takeEvent } from './event-codec.ts';
import type { Codec } from './link.ts';

/** For the hub's end of its link with this client. */
export function hubCodec(client: Id): Codec<Action, Event> {
  return { write: putAction, read: (page) => takeEvent(page, client) };
}

/** For this client's end of its link with the hub. */
export function clientCodec(client: Id): Codec<ClientEvent, Action> {
  return { write: putEvent, read: (page) => takeAction(page, client) };
}
