import { sha256Of } from './digest.ts';

/** What a file of a cache holds: some JSON, and bytes. */
export interface EntryContent<Header> {
  readonly header: Header;
  readonly parts: readonly Uint8Array[];
}

// A file: the SHA-256 of all that follows, in hexadecimal and ended by a line feed; a line of JSON; the parts one after the
// other, as the JSON says.
interface FirstLine<Header> {
  readonly key: string;
  readonly header: Header;
  /** Of each part, in bytes. */
  readonly lengths: readonly number[];
}

const lineFeed = 10;

export async function encodeEntry<Header>(key: string, { header, parts }: EntryContent<Header>): Promise<Uint8Array<ArrayBuffer>> {
  const utf8 = new TextEncoder();
  const first: FirstLine<Header> = { key, header, lengths: parts.map(({ length }) => length) };
  const content = concat([utf8.encode(`${JSON.stringify(first)}\n`), ...parts]);
  return concat([utf8.encode(`${await sha256Of(content)}\n`), content]);
}

/** @throws Error when the bytes are not this entry, whole */
export async function decodeEntry<Header>(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<EntryContent<Header>> {
  const text = new TextDecoder();
  const line = bytes.indexOf(lineFeed);
  const content = bytes.subarray(line + 1);
  if (line !== 64 || text.decode(bytes.subarray(0, line)) !== (await sha256Of(content))) throw new Error('the entry is damaged');
  const end = content.indexOf(lineFeed);
  const { key: found, header, lengths } = JSON.parse(text.decode(content.subarray(0, end))) as FirstLine<Header>;
  if (found !== key) throw new Error('the entry is of something else');
  let at = end + 1;
  const parts = lengths.map((length) => {
    at += length;
    return content.slice(at - length, at);
  });
  return { header, parts };
}

function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
