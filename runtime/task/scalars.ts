import type { Scalar, Value } from '../coordinator/events.ts';

/** Longer strings are encoded as everything else is. */
const longestUnits = 128;
/** Longer lists of arguments are encoded. */
export const mostScalars = 16;

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

const noRefs: readonly never[] = [];

export function scalarValue(scalar: Scalar): Value {
  return { kind: 'scalar', scalar, refs: noRefs };
}
