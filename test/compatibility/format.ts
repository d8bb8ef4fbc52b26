/** A format that released versions wrote: one per file of formats/. */
export interface Format {
  /** What a version writes today, by name; kept when it is released. All of it JSON. */
  readonly samples: () => Readonly<Record<string, unknown>>;
  /** Reads what was written, and says what it is, in JSON. */
  readonly read: (written: never) => unknown | Promise<unknown>;
}

/** What a version wrote, and what it meant. */
export interface Recorded {
  readonly name: string;
  readonly written: unknown;
  readonly read: unknown;
}

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
export const fromBase64 = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text, 'base64'));

/** Any value as JSON that tells it from every other: kinds that JSON has not are lists that begin with their name. */
export function plain(value: unknown, outer: readonly unknown[] = []): unknown {
  const inner = (part: unknown) => plain(part, [...outer, value]);
  if (value === undefined) return ['undefined'];
  if (typeof value === 'bigint') return ['bigint', String(value)];
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0) ? value : ['number', Object.is(value, -0) ? '-0' : String(value)];
  if (typeof value !== 'object' || value === null) return value;
  if (outer.includes(value)) return ['cycle', outer.length - outer.indexOf(value)];
  if (value instanceof Date) return ['Date', value.getTime()];
  if (value instanceof RegExp) return ['RegExp', String(value)];
  if (value instanceof Map) return ['Map', ...[...value].map(([key, item]) => [inner(key), inner(item)])];
  if (value instanceof Set) return ['Set', ...[...value].map(inner)];
  if (value instanceof ArrayBuffer) return ['ArrayBuffer', base64(new Uint8Array(value))];
  if (ArrayBuffer.isView(value)) return [value.constructor.name, base64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))];
  const fields = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inner(item)]));
  if (value instanceof Error)
    return ['Error', Object.prototype.toString.call(value), value.name, value.message, inner(value.cause), fields];
  return Array.isArray(value) ? ['Array', ...value.map(inner)] : fields;
}
