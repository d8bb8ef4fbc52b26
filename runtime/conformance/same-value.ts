/** Whether two values are alike through and through: of the same classes, with the same contents. */
export function sameValue(a: unknown, b: unknown, met = new Map<object, unknown>()): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (met.has(a)) return met.get(a) === b;
  met.set(a, b);
  const alike = (x: unknown, y: unknown): boolean => sameValue(x, y, met);
  if (a instanceof Error) return alike(partsOf(a), partsOf(b as Error));
  if (a instanceof Date) return Object.is(a.getTime(), (b as Date).getTime());
  if (a instanceof RegExp) return String(a) === String(b);
  if (a instanceof Map) return alike([...a], [...(b as typeof a)]);
  if (a instanceof Set) return alike([...a], [...(b as typeof a)]);
  if (a instanceof ArrayBuffer) return alike(new Uint8Array(a), new Uint8Array(b as ArrayBuffer));
  if (ArrayBuffer.isView(a)) return sameBytes(a, b as ArrayBufferView);
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    (a as unknown[]).length === (b as unknown[]).length &&
    keys.every((key) => Object.hasOwn(b, key) && alike((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
  );
}

function partsOf({ name, message, stack, cause, ...fields }: Error): unknown[] {
  return [name, message, stack, cause, fields];
}

function sameBytes(a: ArrayBufferView, b: ArrayBufferView): boolean {
  const bytes = (view: ArrayBufferView) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const [mine, other] = [bytes(a), bytes(b)];
  return mine.length === other.length && mine.every((byte, i) => byte === other[i]);
}
