import { actorHandles } from '../actor/actor-handle.ts';
import type { HandleKinds } from '../task/value-reader.ts';
import { NumberedRef } from './numbered-ref.ts';

/** In an interpreter's thread every reference is a number that Python counts. */
export const pythonHandles: HandleKinds = {
  idOf: (value) => (value instanceof NumberedRef ? { id: value.id, extra: value.extra } : actorHandles.idOf(value)),
  make: actorHandles.make,
  own: (id, extra) => new NumberedRef(id, extra),
};
