/** Ends the walk over a value at a place that cannot be encoded; the writer adds where. */
export class Refusal {
  /** Completes "it ...". */
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/** Says why an object cannot be encoded, by what it is. */
export function refusalOf(value: object): Refusal {
  if (typeof value === 'function') return new Refusal('is a function');
  const prototype = Object.getPrototypeOf(value) as { constructor?: unknown };
  const made = prototype.constructor;
  const name = typeof made === 'function' ? made.name : '';
  const article = /^[AEIOU]/.test(name) ? 'an' : 'a';
  if (name !== '' && (globalThis as Record<string, unknown>)[name] === made) return new Refusal(`is ${article} ${name}`);
  return new Refusal(`is an instance of ${name === '' ? 'a class without a name' : name}, which is not registered (see registerType)`);
}
