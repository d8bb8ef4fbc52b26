import type { Scalar, Value } from '../coordinator/events.ts';

/** Longer strings are encoded as everything else is. */
const longestUnits = 64;
const mostScalars = 16;

/** What need not be encoded, being small and unchangeable. */
export function isScalar(value: unknown): value is Scalar {
  switch (typeof value) {
    case 'number':
    case 'boolean':
    case 'undefined':
      return true;
    case 'string':
      return value.length <= longestUnits;
    default:
      return value === null;
  }
}

/** A short list of scalars. */
export function areScalars(values: readonly unknown[]): values is readonly Scalar[] {
  if (values.length > mostScalars) return false;
  for (let i = 0; i < values.length; i++) if (!isScalar(values[i])) return false;
  return true;
}

const noRefs: readonly never[] = [];

export function scalarValue(scalar: Scalar): Value {
  return { kind: 'scalar', scalar, refs: noRefs };
}
