/** The `err` of a WIT result: jco's glue hands `payload` to the component. Only for functions that have such a result. */
export class GuestError<T = unknown> extends Error {
  override name = 'GuestError';
  readonly payload: T;

  constructor(payload: T) {
    super(textOf(payload));
    this.payload = payload;
  }
}

/** A value of a WIT type, for people. */
export function textOf(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each)) ?? 'nothing';
}
