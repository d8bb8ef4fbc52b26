import type { AsyncContext } from './platform.ts';

/** Names no function of a program has. */
const mark = 'polyray task ';
const form = new RegExp(`${mark}(\\d+)`);

/**
 * Tells whose code runs, in engines that have no such thing. The stack tells: V8 writes into it which functions await the
 * present one, and the outermost is one that bears the task's number. Code that nobody awaits, such as a timer's, belongs to
 * none, also where one task is alone: the host's own may run meanwhile.
 */
export function browserContext<T>(): AsyncContext<T> {
  const values = new Map<number, T>();
  let count = 0;
  let present: T | undefined;
  return {
    run: (value, code) => {
      const outer = present;
      present = value;
      try {
        return code();
      } finally {
        present = outer;
      }
    },
    follow: (value, promise) => {
      const number = ++count;
      values.set(number, value);
      const name = `${mark}${number}`;
      const named = {
        async [name]() {
          try {
            return await promise;
          } finally {
            values.delete(number);
          }
        },
      };
      return named[name]!();
    },
    get: () => {
      if (present !== undefined) return present;
      if (values.size === 0) return undefined;
      const [, number] = form.exec(wholeStack()) ?? [];
      return number === undefined ? undefined : values.get(Number(number));
    },
  };
}

function wholeStack(): string {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = Number.POSITIVE_INFINITY;
  try {
    return new Error('').stack ?? '';
  } finally {
    Error.stackTraceLimit = before;
  }
}
