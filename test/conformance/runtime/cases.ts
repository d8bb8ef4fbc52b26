import { sameValue } from '../../../runtime/conformance/same-value.ts';
import type { OpenOptions, Runtime, RuntimeSubject } from './subject.ts';

/** Runtimes that cases share, since starting one takes longer than most cases. */
const shared = {
  twoWorkers: { numWorkers: 2 },
  oneWorker: { numWorkers: 1 },
  oneSlot: { numWorkers: 2, resources: { slot: 1 } },
} as const satisfies Record<string, OpenOptions>;

type ErrorClass<E extends Error> = abstract new (...args: never[]) => E;

/** What the cases of the suite are written with. */
export class Cases {
  readonly collectGarbage: RuntimeSubject['collectGarbage'];
  readonly sharedMemory: boolean;
  readonly blocking: boolean;
  readonly #subject: RuntimeSubject;
  readonly #shared = new Map<keyof typeof shared, Promise<Runtime>>();

  constructor(subject: RuntimeSubject) {
    this.#subject = subject;
    this.collectGarbage = subject.collectGarbage;
    this.sharedMemory = subject.sharedMemory;
    this.blocking = subject.blocking;
  }

  /** A case on a runtime with two workers, which others used before and use after it. */
  test(name: string, run: (ray: Runtime) => Promise<void>): void {
    this.testOn('twoWorkers', name, run);
  }

  /** The same on another one: with one worker, or with one of the resource "slot". */
  testOn(which: keyof typeof shared, name: string, run: (ray: Runtime) => Promise<void>): void {
    this.#subject.test(name, async () => {
      const known = this.#shared.get(which);
      const ray = known ?? this.open(shared[which]);
      if (known === undefined) this.#shared.set(which, ray);
      await run(await ray);
    });
  }

  /** A case on a runtime of its own. */
  testWith(name: string, options: OpenOptions, run: (ray: Runtime) => Promise<void>): void {
    this.#subject.test(name, async () => {
      const ray = await this.open(options);
      try {
        await run(ray);
      } finally {
        await ray.shutdown();
      }
    });
  }

  open(options: OpenOptions = {}): Promise<Runtime> {
    return this.#subject.open(options);
  }

  /** Ends the shared runtimes. */
  async close(): Promise<void> {
    for (const ray of this.#shared.values()) await (await ray).shutdown();
  }

  assert(condition: boolean, message: string): asserts condition {
    this.#subject.assert(condition, message);
  }

  equal(actual: unknown, expected: unknown, what: string): void {
    if (!sameValue(actual, expected)) this.#subject.assert(false, `${what} is ${show(expected)}; it is ${show(actual)}`);
  }

  /** What the promise rejects with: of this class, with a message that fits. */
  async fails<E extends Error>(promise: Promise<unknown>, type: ErrorClass<E>, message: RegExp): Promise<E> {
    let value: unknown;
    try {
      value = await promise;
    } catch (error) {
      return this.#expected(error, type, message);
    }
    throw new Error(`Expected a ${type.name}, not the value ${show(value)}`);
  }

  /** What the code throws at once. */
  throws<E extends Error>(code: () => unknown, type: ErrorClass<E>, message: RegExp): E {
    let value: unknown;
    try {
      value = code();
    } catch (error) {
      return this.#expected(error, type, message);
    }
    throw new Error(`Expected a ${type.name}, not the value ${show(value)}`);
  }

  #expected<E extends Error>(error: unknown, type: ErrorClass<E>, message: RegExp): E {
    if (!(error instanceof type)) throw new Error(`Expected a ${type.name}, not ${show(error)}`, { cause: error });
    this.assert(error.name === type.name, `the error is named ${type.name}; it is named ${error.name}`);
    this.assert(message.test(error.message), `the message fits ${message}; it is "${error.message}"`);
    return error;
  }
}

/** A value in a message; parts deep inside are left out. */
function show(value: unknown, levels = 3): string {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? String(value);
  const made = String(Object.getPrototypeOf(value)?.constructor?.name);
  if (levels === 0 || (made !== 'Object' && made !== 'Array')) return `a ${made}`;
  const items = Object.entries(value).slice(0, 20);
  if (made === 'Array') return `[${items.map(([, one]) => show(one, levels - 1)).join(', ')}]`;
  return `{ ${items.map(([key, one]) => `${key}: ${show(one, levels - 1)}`).join(', ')} }`;
}
