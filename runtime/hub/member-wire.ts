import type { Action, Event, Id } from '../coordinator/events.ts';
import { IdMap } from '../coordinator/id-map.ts';
import { Bell, bellMemory } from '../transport/bell.ts';
import { type Claim, Claims, claimsMemory, type Offer } from '../transport/claims.ts';
import type { Link } from '../transport/link.ts';
import { hubCodec } from '../transport/link-codecs.ts';
import { PortLink, portLinkEnds } from '../transport/port-link.ts';
import { RingLink, ringLinkEnds } from '../transport/ring-link.ts';
import type { WireEnd } from '../worker/wire.ts';

/** The hub's end of a worker's wire. */
export interface MemberWire {
  readonly link: Link<Action, Event>;
  /** For the worker. */
  readonly end: WireEnd;
  readonly transfer: readonly Transferable[];
  /** Names the offer of a task; undefined when it cannot be withdrawn. */
  offer(task: Id, attempt: number): Claim | undefined;
  /** Takes back what the worker has not begun: at once, even while it is deep in another task. Undefined: it has to be asked. */
  withdraw(task: Id, attempt: number): boolean | undefined;
  /** The worker is through with the task. @returns its offer's name, whose slot may be used again from now on */
  settle(task: Id): Claim | undefined;
  /** It is to end: it stands still no longer. */
  wake(): void;
  /** It begins nothing more of what was offered, however long it goes on. */
  retract(): void;
  /** What it has begun and not finished, as far as it did not say so. */
  started(): (readonly [task: Id, attempt: number])[];
}

/** Through shared memory. */
export function ringMember(client: Id, hubBell: SharedArrayBuffer): MemberWire {
  const bell = bellMemory();
  const memory = claimsMemory();
  const claims = new Claims(memory);
  const offers = new IdMap<Offer>();
  const ends = ringLinkEnds(hubBell, bell);
  const link = new RingLink<Action, Event>(ends.hub, hubCodec(client));
  const settle = (task: Id) => {
    const offer = offers.get(task);
    if (offer === undefined) return undefined;
    offers.delete(task);
    claims.release(offer);
    return offer;
  };
  return {
    link,
    end: { kind: 'rings', end: ends.thread, bell, claims: memory },
    transfer: [],
    offer: (task, attempt) => {
      const offer = claims.offer(task, attempt);
      if (offer !== undefined) offers.set(task, offer);
      return offer;
    },
    withdraw: (task, attempt) => {
      const offer = offers.get(task);
      if (offer === undefined) return undefined; // it had no claim
      if (offer.attempt !== attempt || !claims.withdraw(offer)) return false;
      settle(task);
      return true;
    },
    settle,
    wake: () => new Bell(bell).close(),
    retract: () => {
      for (const offer of offers.values()) claims.withdraw(offer);
    },
    started: () => [...offers.values()].flatMap((offer) => (claims.taken(offer) ? [[offer.task, offer.attempt] as const] : [])),
  };
}

/** Through messages, where there is no shared memory. */
export function portMember(client: Id, onPending: () => void): MemberWire {
  const ends = portLinkEnds();
  const link = new PortLink<Action, Event>(ends.hub, hubCodec(client), onPending);
  return {
    link,
    end: { kind: 'port', port: ends.thread },
    transfer: [ends.thread],
    offer: () => undefined,
    withdraw: () => undefined,
    settle: () => undefined,
    wake: () => {},
    retract: () => ends.hub.close(),
    started: () => [],
  };
}
