import { sha256Of } from './digest.ts';
import type { Transpiled } from './transpile.ts';

/** What is kept of a component: all that loading it again takes. */
export interface CacheEntry extends Transpiled {
  /** What it says of itself. */
  readonly name: string;
  readonly version: string;
}

// A file: the SHA-256 of all that follows, in hexadecimal and ended by a line feed; a line of JSON; glue and core modules
// one after the other, as the JSON says.
interface Header extends Pick<CacheEntry, 'name' | 'version' | 'imports' | 'shapes'> {
  readonly key: string;
  readonly glueBytes: number;
  readonly core: readonly (readonly [name: string, bytes: number])[];
}

const lineFeed = 10;

export async function encodeEntry(key: string, { glue, core, ...rest }: CacheEntry): Promise<Uint8Array<ArrayBuffer>> {
  const utf8 = new TextEncoder();
  const glueBytes = utf8.encode(glue);
  const modules = Object.entries(core);
  const header: Header = {
    key,
    name: rest.name,
    version: rest.version,
    imports: rest.imports,
    shapes: rest.shapes,
    glueBytes: glueBytes.length,
    core: modules.map(([name, bytes]) => [name, bytes.length]),
  };
  const content = concat([utf8.encode(`${JSON.stringify(header)}\n`), glueBytes, ...modules.map(([, bytes]) => bytes)]);
  return concat([utf8.encode(`${await sha256Of(content)}\n`), content]);
}

/** @throws Error when the bytes are not this entry, whole */
export async function decodeEntry(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<CacheEntry> {
  const text = new TextDecoder();
  const line = bytes.indexOf(lineFeed);
  const content = bytes.subarray(line + 1);
  if (line !== 64 || text.decode(bytes.subarray(0, line)) !== (await sha256Of(content))) throw new Error('the entry is damaged');
  const end = content.indexOf(lineFeed);
  const { key: found, glueBytes, core, ...said } = JSON.parse(text.decode(content.subarray(0, end))) as Header;
  if (found !== key) throw new Error('the entry is of another component');
  let at = end + 1;
  const next = (length: number) => {
    at += length;
    return content.slice(at - length, at);
  };
  const glue = text.decode(next(glueBytes));
  return { ...said, glue, core: Object.fromEntries(core.map(([name, length]) => [name, next(length)])) };
}

/** Bytes that an entry holds, about. */
export function sizeOf({ glue, core }: Transpiled): number {
  return Object.values(core).reduce((sum, bytes) => sum + bytes.length, glue.length);
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
