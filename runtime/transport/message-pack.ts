import { Decoder, Encoder } from '@msgpack/msgpack';
import type { Page } from './page.ts';

const encoder = new Encoder({ ignoreUndefined: true });
const decoder = new Decoder();

/** Writes anything that MessagePack can say; members that are undefined are left out. */
export function putAnything(page: Page, value: unknown): void {
  const bytes = encoder.encodeSharedRef(value);
  page.putNumber(bytes.length);
  page.putBytes(bytes);
}

/** Reads it back; byte arrays inside share a copy. */
export function takeAnything(page: Page): unknown {
  return decoder.decode(page.takeBytes(page.number()));
}
