import { grantedOrigin, type HttpGrant } from '../../executor/executor-grants.ts';
import type { IoError } from '../io/io-error.ts';
import { type Handles, Resource } from '../resource.ts';
import type { Waiter } from '../waiter.ts';
import type { Fetcher } from './fetcher.ts';
import { type Entry, Fields } from './fields.ts';
import type { HttpContext } from './http-context.ts';
import { FutureIncomingResponse, FutureTrailers, IncomingBody, IncomingResponse } from './incoming-response.ts';
import { OutgoingBody } from './outgoing-body.ts';
import { handle } from './outgoing-handler.ts';
import { OutgoingRequest } from './outgoing-request.ts';
import { OutgoingResponse } from './outgoing-response.ts';
import { RequestOptions } from './request-options.ts';

/** `wasi:http` for outgoing requests. @param fetcher undefined: every request is denied */
export function http(
  { hosts, timeoutMs = 30_000, maxBodyBytes = 2 ** 24 }: HttpGrant,
  fetcher: Fetcher | undefined,
  handles: Handles,
  waiter: Waiter,
): Readonly<Record<string, object>> {
  const origins = new Set(hosts.map((host) => grantedOrigin(host)!));
  const context: HttpContext = { handles, waiter, fetcher, origins, timeoutMs, maxBodyBytes, bufferedBytes: 0, requests: 0 };
  /** A class that the component makes instances of: they are this instance's. */
  const own = (made: { readonly prototype: object }) =>
    new Proxy(made as never, { construct: (target, args) => Reflect.construct(target, [context, ...args]) as object });
  const ownFields = new Proxy(own(Fields), {
    get: (target, key) =>
      key === 'fromList' ? (entries: readonly Entry[]) => Fields.fromList(context, entries) : (Reflect.get(target, key) as unknown),
  });
  return {
    'wasi:http/types': {
      Fields: ownFields,
      FutureIncomingResponse,
      FutureTrailers,
      IncomingBody,
      IncomingRequest: class extends Resource {},
      IncomingResponse,
      OutgoingBody,
      OutgoingRequest: own(OutgoingRequest),
      OutgoingResponse: own(OutgoingResponse),
      RequestOptions: own(RequestOptions),
      ResponseOutparam: class extends Resource {},
      httpErrorCode: (error: IoError) => error.codeOf('http'),
    },
    'wasi:http/outgoing-handler': {
      handle: (request: OutgoingRequest, options: RequestOptions | undefined) => handle(context, request, options),
    },
  };
}
