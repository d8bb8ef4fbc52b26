import type { Action, Id } from '../coordinator/events.ts';
import type { ClientEvent } from '../task/channel.ts';
import { clientCodec } from '../transport/link-codecs.ts';
import { PortLink } from '../transport/port-link.ts';
import type { Wire, WireEnd } from './wire.ts';

/** A wire through messages: the thread never sleeps but in its event loop. */
export function portWire(client: Id, { port }: WireEnd & { readonly kind: 'port' }): Wire {
  let turn = () => {};
  const link = new PortLink<ClientEvent, Action>(port, clientCodec(client), () => turn());
  return {
    link,
    hearsAlways: false,
    take: () => true,
    wait: () => false,
    run: (run) => {
      turn = run;
      run();
    },
  };
}
