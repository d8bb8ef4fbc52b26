// | kind | class             | bytes of an element |
// |------|-------------------|---------------------|
// | 0    | ArrayBuffer       | 1                   |
// | 1    | DataView          | 1                   |
// | 2    | Int8Array         | 1                   |
// | 3    | Uint8Array        | 1                   |
// | 4    | Uint8ClampedArray | 1                   |
// | 5    | Int16Array        | 2                   |
// | 6    | Uint16Array       | 2                   |
// | 7    | Int32Array        | 4                   |
// | 8    | Uint32Array       | 4                   |
// | 9    | Float16Array      | 2                   |
// | 10   | Float32Array      | 4                   |
// | 11   | Float64Array      | 8                   |
// | 12   | BigInt64Array     | 8                   |
// | 13   | BigUint64Array    | 8                   |

/** The kinds of the table above, by number. */
export const arrayKinds = [
  { name: 'ArrayBuffer', bytes: 1 },
  { name: 'DataView', bytes: 1 },
  { name: 'Int8Array', bytes: 1 },
  { name: 'Uint8Array', bytes: 1 },
  { name: 'Uint8ClampedArray', bytes: 1 },
  { name: 'Int16Array', bytes: 2 },
  { name: 'Uint16Array', bytes: 2 },
  { name: 'Int32Array', bytes: 4 },
  { name: 'Uint32Array', bytes: 4 },
  { name: 'Float16Array', bytes: 2 },
  { name: 'Float32Array', bytes: 4 },
  { name: 'Float64Array', bytes: 8 },
  { name: 'BigInt64Array', bytes: 8 },
  { name: 'BigUint64Array', bytes: 8 },
] as const;

/** The kind of an ArrayBuffer, the only one that is no view. */
export const bufferKind = 0;
const dataViewKind = 1;

const byName = new Map<unknown, number>(arrayKinds.map(({ name }, kind) => [name, kind]));
/** The getter that every typed array has from its hidden base class: the name of its built-in class, also for a Buffer. */
const nameOf = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)!.get!;

/** The kind of a typed array or DataView; undefined for one that this table does not know. */
export function kindOf(view: ArrayBufferView): number | undefined {
  const name: unknown = nameOf.call(view);
  return name === undefined ? dataViewKind : byName.get(name);
}

/** Bytes of an element; 1 for an unknown kind. */
export function elementBytes(kind: number): number {
  return arrayKinds[kind]?.bytes ?? 1;
}

type ViewClass = new (buffer: ArrayBufferLike, byteOffset: number, length: number) => ArrayBufferView;

/**
 * A view of `byteLength` bytes of a buffer.
 * @throws {RangeError} when the bytes are no whole number of elements, misaligned or outside, or the class is missing here
 */
export function makeView(kind: number, buffer: ArrayBufferLike, byteOffset: number, byteLength: number): ArrayBufferView {
  const known = arrayKinds[kind];
  if (known === undefined || kind === bufferKind) throw new RangeError(`There is no array kind ${kind}`);
  const View = (globalThis as unknown as Record<string, ViewClass | undefined>)[known.name];
  if (View === undefined) throw new RangeError(`This JavaScript engine has no ${known.name}`);
  if (byteLength % known.bytes !== 0) throw new RangeError(`${byteLength} bytes are no whole ${known.name}`);
  return new View(buffer, byteOffset, byteLength / known.bytes);
}
