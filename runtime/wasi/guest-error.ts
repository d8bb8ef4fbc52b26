/** The `err` of a WIT result: jco's glue hands `payload` to the component. Only for functions that have such a result. */
export class GuestError<T = unknown> extends Error {
  override name = 'GuestError';
  readonly payload: T;

  constructor(payload: T) {
    super(JSON.stringify(payload, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)));
    this.payload = payload;
  }
}
