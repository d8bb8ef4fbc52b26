import type { Value } from './events.ts';

/** How much a value takes, in messages or in memory. */
export function bytesOf(value: Value): number {
  switch (value.kind) {
    case 'inline':
      return value.bytes.byteLength;
    case 'stored':
      return value.bytes;
    case 'scalar':
      return typeof value.scalar === 'string' ? 2 * value.scalar.length : 8;
    case 'error':
      return 0;
  }
}
