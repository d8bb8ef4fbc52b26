import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/**
 * The bytes behind an http, https or file URL.
 *
 * @param limit stops behind so many bytes
 * @throws {Error} whose message says why in a few words
 */
export async function download(url: string, limit: number, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  signal?.throwIfAborted();
  try {
    if (url.startsWith('file:')) return new Uint8Array(await readFile(fileURLToPath(url)));
    const response = await fetch(url, { cache: 'no-store', ...(signal === undefined ? {} : { signal }) });
    if (!response.ok) throw new Error(`the server answers ${response.status}`);
    return await readBody(response, limit);
  } catch (error) {
    signal?.throwIfAborted();
    throw new Error(reasonOf(error), { cause: error });
  }
}

async function readBody(response: Response, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // leaving the loop early ends the connection
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > limit) throw new Error(`it has more than ${limit} bytes`);
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** Why something could not be fetched: `fetch failed` says nothing, what lies beneath does. */
export function reasonOf(error: unknown): string {
  const { message, code, cause } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  if (cause instanceof Error && message === 'fetch failed') return cause.message || String((cause as NodeJS.ErrnoException).code);
  return message;
}
