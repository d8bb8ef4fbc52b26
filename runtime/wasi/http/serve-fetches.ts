import { answerTo, type StartAnswering } from '../../platform/answering-thread.ts';
import { type FetchAnswer, type FetchRequest, type HttpErrorCode, type ToFetcher, windowBytes } from './fetch-protocol.ts';

/** Someone waits for this long at most; `why` is what it then failed of. */
class DeadlineError extends Error {
  readonly code: HttpErrorCode;

  constructor(code: HttpErrorCode) {
    super(code.tag);
    this.code = code;
  }
}

/** How many bytes of a body may still be sent ahead. */
class Window {
  #bytes = windowBytes;
  #wake: (() => void) | undefined;

  add(bytes: number): void {
    this.#bytes += bytes;
    this.#wake?.();
  }

  /** @returns once there is room */
  async take(bytes: number): Promise<void> {
    this.#bytes -= bytes;
    while (this.#bytes < 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

/** Asks in the network for whoever sleeps meanwhile. @returns what takes messages */
export function serveFetches(): (message: ToFetcher | StartAnswering) => void {
  const running = new Map<number, { readonly abort: AbortController; readonly window: Window }>();
  let tell: (answer: FetchAnswer) => void = () => {};
  return (message) => {
    switch (message.kind) {
      case 'start':
        tell = answerTo(message, (answer) => (answer.kind === 'chunk' ? [answer.bytes.buffer] : []));
        break;
      case 'fetch': {
        const { id, request } = message;
        const [abort, window] = [new AbortController(), new Window()];
        running.set(id, { abort, window });
        void answer(id, request, abort, window, tell).finally(() => running.delete(id));
        break;
      }
      case 'more':
        running.get(message.id)?.window.add(message.bytes);
        break;
      case 'cancel':
        running.get(message.id)?.abort.abort();
        running.get(message.id)?.window.add(Number.POSITIVE_INFINITY);
    }
  };
}

async function answer(
  id: number,
  request: FetchRequest,
  abort: AbortController,
  window: Window,
  tell: (answer: FetchAnswer) => void,
): Promise<void> {
  const { method, url, headers, body, firstByteMs, timeoutMs, maxBodyBytes } = request;
  const after = (ms: number, tag: 'HTTP-response-timeout' | 'connection-timeout') =>
    setTimeout(() => abort.abort(new DeadlineError({ tag })), ms);
  const whole = after(timeoutMs, 'HTTP-response-timeout');
  const first = after(firstByteMs, 'connection-timeout');
  try {
    // where a redirect leads is for the component to ask, and to be checked then
    const how = { method, headers: headers.map(([name, value]): [string, string] => [name, value]), redirect: 'manual' } as const;
    const response = await fetch(url, { ...how, signal: abort.signal, ...(body && { body }) });
    clearTimeout(first);
    // what `fetch` has unpacked is not packed any more
    const packed = response.headers.has('content-encoding');
    const kept = [...response.headers].filter(([name]) => !packed || !['content-encoding', 'content-length'].includes(name));
    tell({ kind: 'head', id, status: response.status, headers: kept });
    let bytes = 0;
    for await (const chunk of response.body ?? []) {
      bytes += chunk.length;
      if (bytes > maxBodyBytes) throw new DeadlineError({ tag: 'HTTP-response-body-size', val: BigInt(maxBodyBytes) });
      tell({ kind: 'chunk', id, bytes: new Uint8Array(chunk) });
      await window.take(chunk.length);
      abort.signal.throwIfAborted();
    }
    tell({ kind: 'end', id });
  } catch (error) {
    tell({ kind: 'failed', id, code: codeOf(abort.signal.aborted ? abort.signal.reason : error) });
    abort.abort();
  } finally {
    clearTimeout(whole);
    clearTimeout(first);
  }
}

const codes: Readonly<Record<string, HttpErrorCode>> = {
  ECONNREFUSED: { tag: 'connection-refused' },
  ConnectionRefused: { tag: 'connection-refused' },
  ECONNRESET: { tag: 'connection-terminated' },
  EPIPE: { tag: 'connection-terminated' },
  UND_ERR_SOCKET: { tag: 'connection-terminated' },
  ETIMEDOUT: { tag: 'connection-timeout' },
  UND_ERR_CONNECT_TIMEOUT: { tag: 'connection-timeout' },
  ENOTFOUND: { tag: 'DNS-error', val: { rcode: 'NXDOMAIN', infoCode: undefined } },
  EAI_AGAIN: { tag: 'DNS-error', val: { rcode: 'SERVFAIL', infoCode: undefined } },
  DEPTH_ZERO_SELF_SIGNED_CERT: { tag: 'TLS-certificate-error' },
  SELF_SIGNED_CERT_IN_CHAIN: { tag: 'TLS-certificate-error' },
  CERT_HAS_EXPIRED: { tag: 'TLS-certificate-error' },
  ERR_TLS_CERT_ALTNAME_INVALID: { tag: 'TLS-certificate-error' },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: { tag: 'TLS-certificate-error' },
};

function codeOf(error: unknown): HttpErrorCode {
  if (error instanceof DeadlineError) return error.code;
  for (let each = error as { code?: unknown; cause?: unknown } | undefined; each instanceof Error; each = each.cause as typeof each) {
    const { code } = each as { code?: unknown };
    if (typeof code === 'string' && Object.hasOwn(codes, code)) return codes[code]!;
  }
  return { tag: 'internal-error', val: String((error as Error)?.message ?? error) };
}
