// An error is a list: the head, then `class`, `name`, `message`, `stack`, `hidden`, `fields`. `class` is the built-in class
// that it is or derives from; `stack` a string or undefined; `hidden` an object with those of `cause` and `errors` that are
// not enumerable, as the built-in constructors make them; `fields` an object with its other properties.

/** An error in parts. */
export interface ErrorParts {
  readonly class: string;
  /** For an own class that sets no name: the class's. */
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly hidden: Readonly<Record<string, unknown>>;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Derived classes first. */
const classes: readonly { readonly type: abstract new (...args: never[]) => Error; readonly make: (message: string) => Error }[] = [
  { type: AggregateError, make: (message) => new AggregateError([], message) },
  ...[EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, Error].map((type) => ({
    type,
    make: (message: string): Error => new type(message),
  })),
];

const separate = new Set(['name', 'message', 'stack']);

function pick(error: Error, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.map((key) => [key, (error as unknown as Record<string, unknown>)[key]]));
}

/** Takes an error apart; reads its properties, getters included. */
export function errorParts(error: Error): ErrorParts {
  const { type } = classes.find((known) => error instanceof known.type)!;
  const { stack } = error as { stack?: unknown };
  const own = error.constructor?.name;
  const name = String(error.name);
  return {
    class: type.name,
    name: name === type.name && typeof own === 'string' && own !== '' ? own : name,
    message: String(error.message),
    stack: typeof stack === 'string' ? stack : undefined,
    hidden: pick(
      error,
      ['cause', 'errors'].filter((key) => Object.getOwnPropertyDescriptor(error, key)?.enumerable === false),
    ),
    fields: pick(
      error,
      Object.keys(error).filter((key) => !separate.has(key)),
    ),
  };
}

/** An error of a built-in class, without what it refers to. `Error` stands in for a class that is unknown here. */
export function makeError(className: string, name: string, message: string, stack: string | undefined): Error {
  const { make } = classes.find(({ type }) => type.name === className) ?? classes.at(-1)!;
  const error = make(message);
  if (error.name !== name) hide(error, 'name', name);
  if (stack === undefined) delete error.stack;
  else hide(error, 'stack', stack);
  return error;
}

/** Sets a property that is not enumerable, whatever its name. */
export function hide(error: Error, key: string, value: unknown): void {
  Object.defineProperty(error, key, { value, writable: true, configurable: true, enumerable: false });
}
