import { GuestError } from '../guest-error.ts';
import type { FetchRequest, HttpErrorCode } from './fetch-protocol.ts';
import type { HttpContext } from './http-context.ts';
import { FutureIncomingResponse } from './incoming-response.ts';
import type { OutgoingRequest } from './outgoing-request.ts';
import type { RequestOptions } from './request-options.ts';

/** Requests that an instance may have under way. */
const mostRequests = 16;

/** `wasi:http/outgoing-handler` handle: sends what is granted, once its body is whole. */
export function handle(context: HttpContext, request: OutgoingRequest, options: RequestOptions | undefined): FutureIncomingResponse {
  try {
    const url = urlOf(request);
    if (!context.origins.has(url.origin) || context.fetcher === undefined) refuse({ tag: 'HTTP-request-denied' });
    if (context.requests >= mostRequests) refuse({ tag: 'connection-limit-reached' });
    return send(context, context.fetcher!, request, {
      method: methodOf(request),
      url: url.href,
      headers: headersOf(request),
      firstByteMs: Math.min(context.timeoutMs, options?.firstByteMs ?? Number.POSITIVE_INFINITY),
      timeoutMs: context.timeoutMs,
      maxBodyBytes: context.maxBodyBytes,
    });
  } finally {
    options?.[Symbol.dispose]();
    request[Symbol.dispose]();
  }
}

function send(
  context: HttpContext,
  fetcher: NonNullable<HttpContext['fetcher']>,
  { givenBody }: OutgoingRequest,
  request: Omit<FetchRequest, 'body'>,
): FutureIncomingResponse {
  const none = request.method === 'GET' || request.method === 'HEAD';
  const future = new FutureIncomingResponse(context, () => givenBody?.abandon());
  const go = () => {
    if (givenBody?.state === 'abandoned') future.fail({ tag: 'internal-error', val: 'the body was dropped before it was finished' });
    else {
      const bytes = givenBody?.toBytes();
      givenBody?.clear();
      future.sent(fetcher.fetch({ ...request, body: none || bytes?.length === 0 ? undefined : bytes }));
    }
  };
  if (givenBody?.state === 'open') givenBody.onSettled = go;
  else go();
  return future;
}

function refuse(code: HttpErrorCode): never {
  throw new GuestError(code);
}

/** What is checked is what is asked for: the parsed address. */
function urlOf(request: OutgoingRequest): URL {
  const scheme = request.scheme() ?? { tag: 'HTTPS' };
  const authority = request.authority();
  const text = `${scheme.tag.toLowerCase()}://${authority}${request.pathWithQuery() ?? '/'}`;
  if (scheme.tag === 'other' || authority === undefined || !URL.canParse(text)) refuse({ tag: 'HTTP-request-URI-invalid' });
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') refuse({ tag: 'HTTP-request-URI-invalid' });
  return url;
}

function methodOf(request: OutgoingRequest): string {
  const method = request.method();
  const name = method.tag === 'other' ? method.val : method.tag.toUpperCase();
  // no request of its own could be told from the answer to one of these
  if (/^(connect|trace|track)$/i.test(name)) refuse({ tag: 'HTTP-request-method-invalid' });
  return name;
}

/** The length of the body is known when it is whole. */
function headersOf(request: OutgoingRequest): [string, string][] {
  using headers = request.headers();
  return headers
    .entries()
    .filter(([name]) => name.toLowerCase() !== 'content-length')
    .map(([name, value]) => [name, String.fromCharCode(...value)]);
}
