import { ValueCodec } from '../codec/value-codec.ts';
import type { Failure } from '../coordinator/events.ts';

const codec = new ValueCodec({
  idOf: () => undefined,
  fromId: (id) => {
    throw new TypeError(`There is no reference ${id} in why something could not be loaded`);
  },
});

/** Why an executor cannot be loaded, for whoever asked for it. */
export function loadFailure({ message, cause }: Error): Failure {
  try {
    return { kind: 'load', message, data: cause === undefined ? undefined : codec.encode(cause, 'cause').toBytes() };
  } catch {
    return { kind: 'load', message }; // the cause is of a kind that cannot pass
  }
}
