import { ExecutorLoadError, InvalidComponentError } from '../errors.ts';
import type { Platform } from '../platform/platform.ts';

/** Where a component's bytes are: in memory, behind a URL, in a file by its path, or in an answer of `fetch`. */
export type ComponentSource = Uint8Array | ArrayBuffer | URL | string | Response;

export interface SourceBytes {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** As errors name it: `"plug.wasm"`, `100 bytes`. */
  readonly label: string;
}

/** How errors name a source. */
export function labelOf(source: ComponentSource): string {
  if (source instanceof URL) return source.protocol === 'data:' ? 'a data: URL' : `"${source.href}"`;
  if (typeof source === 'string') return JSON.stringify(source);
  if (source instanceof Response) return source.url === '' ? 'a Response' : `"${source.url}"`;
  return `${source.byteLength} bytes`;
}

/**
 * Reads a source to its end, or until it is clear that it is no WebAssembly or too large.
 *
 * @throws {ExecutorLoadError} when it cannot be read
 * @throws {InvalidComponentError}
 */
export async function readSource(source: ComponentSource, platform: SourcePlatform, limits: SourceLimits): Promise<SourceBytes> {
  checkSource(source);
  const label = labelOf(source);
  try {
    return { bytes: await bytesOf(source, label, platform, limits), label };
  } catch (cause) {
    if (cause instanceof ExecutorLoadError) throw cause;
    limits.signal?.throwIfAborted();
    throw new ExecutorLoadError(`Cannot load an executor from ${label}: ${(cause as Error).message}`, { cause });
  }
}

const kinds = [Uint8Array, ArrayBuffer, URL, Response];

export type SourcePlatform = Pick<Platform, 'readBytes' | 'fileUrl'>;

export interface SourceLimits {
  readonly maxBytes: number;
  readonly signal: AbortSignal | undefined;
}

function checkSource(source: unknown): asserts source is ComponentSource {
  if (typeof source === 'string' || kinds.some((kind) => source instanceof kind)) return;
  throw new TypeError(`source must be bytes, a URL, a path, a Response or an executor package, is ${String(source)}`);
}

async function bytesOf(
  source: ComponentSource,
  label: string,
  platform: SourcePlatform,
  limits: SourceLimits,
): Promise<Uint8Array<ArrayBuffer>> {
  if (source instanceof Response) return readResponse(source, label, limits);
  if (source instanceof URL) {
    if (/^https?:$/.test(source.protocol)) return readResponse(await fetch(source, { signal: limits.signal ?? null }), label, limits);
    return checkSize(await platform.readBytes(source), label, limits);
  }
  if (typeof source === 'string') {
    if (platform.fileUrl === undefined) throw new Error('there are no files here');
    return checkSize(await platform.readBytes(platform.fileUrl(source)), label, limits);
  }
  const bytes = source instanceof ArrayBuffer ? new Uint8Array(source) : source;
  checkSize(bytes, label, limits);
  return new Uint8Array(bytes); // what the caller does with them later is nobody's business
}

function checkSize<B extends Uint8Array>(bytes: B, label: string, { maxBytes }: SourceLimits): B {
  if (bytes.length > maxBytes) throw tooLarge(label, `${bytes.length} bytes`, maxBytes);
  return bytes;
}

function tooLarge(label: string, found: string, maxBytes: number): InvalidComponentError {
  return new InvalidComponentError(label, 'too-large', found, `at most ${maxBytes} bytes (\`maxBytes\`)`);
}

/** Stops at the first piece that is too much. */
async function readResponse(response: Response, label: string, { maxBytes, signal }: SourceLimits): Promise<Uint8Array<ArrayBuffer>> {
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  if (response.body === null) throw new Error('the response has no body');
  if (response.bodyUsed) throw new Error('the body of the response was read before');
  const chunks: Uint8Array[] = [];
  let length = 0;
  // WebKit's streams are not iterable
  const reader = response.body.getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      signal?.throwIfAborted();
      chunks.push(part.value);
      length += part.value.length;
      if (length > maxBytes) throw tooLarge(label, `more than ${maxBytes} bytes`, maxBytes);
    }
  } catch (error) {
    void reader.cancel(error).catch(() => {});
    throw error;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
