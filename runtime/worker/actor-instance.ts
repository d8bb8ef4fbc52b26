import { asyncConcurrency } from '../actor/concurrency.ts';

type Method = (...args: unknown[]) => unknown;

/** An actor's state, and the methods that reach it. */
export class ActorInstance {
  readonly #instance: object;
  readonly #methods: ReadonlyMap<string, Method>;

  constructor(type: new (...args: unknown[]) => object, args: readonly unknown[]) {
    this.#methods = methodsOf(type);
    this.#instance = new type(...args);
  }

  /** How many calls may run at once where nobody said: one, or many if methods are async. */
  get concurrency(): number {
    const isAsync = (method: Method) => /^Async(Generator)?Function$/.test(Object.getPrototypeOf(method).constructor.name);
    return [...this.#methods.values()].some(isAsync) ? asyncConcurrency : 1;
  }

  call(name: string, args: readonly unknown[]): unknown {
    const method = this.#methods.get(name);
    if (method === undefined)
      throw new TypeError(`The actor has no method "${name}"; it has ${[...this.#methods.keys()].join(', ') || 'none'}`);
    return method.apply(this.#instance, [...args]);
  }
}

/** Its own and inherited ones, Object's apart. */
function methodsOf(type: { readonly prototype: object }): Map<string, Method> {
  const methods = new Map<string, Method>();
  for (let proto: object | null = type.prototype; proto !== null && proto !== Object.prototype; proto = Object.getPrototypeOf(proto)) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(proto))) {
      if (typeof value === 'function' && name !== 'constructor' && !methods.has(name)) methods.set(name, value as Method);
    }
  }
  return methods;
}
