import { GuestError } from './guest-error.ts';
import { type Handles, Resource } from './resource.ts';

/** `wasi:sockets/network` network. */
class Network extends Resource {}

/** `wasi:sockets` for toolchains that import it come what may: no socket is ever made, and no name resolved. */
export function refusedSockets(handles: Handles): Readonly<Record<string, object>> {
  const refuse = (): never => {
    throw new GuestError('access-denied');
  };
  return {
    'wasi:sockets/instance-network': { instanceNetwork: () => new Network(handles) },
    'wasi:sockets/network': { Network, networkErrorCode: () => undefined },
    'wasi:sockets/ip-name-lookup': { ResolveAddressStream: class extends Resource {}, resolveAddresses: refuse },
    'wasi:sockets/tcp': { TcpSocket: class extends Resource {} },
    'wasi:sockets/tcp-create-socket': { createTcpSocket: refuse },
    'wasi:sockets/udp': {
      UdpSocket: class extends Resource {},
      IncomingDatagramStream: class extends Resource {},
      OutgoingDatagramStream: class extends Resource {},
    },
    'wasi:sockets/udp-create-socket': { createUdpSocket: refuse },
  };
}
