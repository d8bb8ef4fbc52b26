import { registerType } from '../codec/registered-types.ts';
import * as errors from '../errors.ts';

interface Plain {
  readonly message: string;
  readonly stack: string | undefined;
  readonly cause: unknown;
  readonly fields: Readonly<Record<string, unknown>>;
}

let registered = false;

/** Lets errors of polyray's own classes keep them when they travel: for every thread. */
export function registerErrors(): void {
  if (registered) return;
  registered = true;
  for (const [name, type] of Object.entries(errors)) {
    registerType<Error, Plain>({
      name: `polyray.${name}`,
      class: type as abstract new (...args: never[]) => Error,
      toPlain: (error) => ({ message: error.message, stack: error.stack, cause: error.cause, fields: { ...error } }),
      fromPlain: ({ message, stack, cause, fields }) => {
        const error = new Error(message, cause === undefined ? undefined : { cause });
        Object.defineProperty(error, 'stack', { value: stack, writable: true, configurable: true, enumerable: false });
        return Object.setPrototypeOf(Object.assign(error, fields), type.prototype as object) as Error;
      },
    });
  }
}
