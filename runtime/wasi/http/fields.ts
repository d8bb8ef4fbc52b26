import { GuestError } from '../guest-error.ts';
import { Resource } from '../resource.ts';
import type { HttpContext } from './http-context.ts';

export type Entry = readonly [name: string, value: Uint8Array];

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** The connection is the host's matter. */
const forbidden =
  /^(connection|keep-alive|host|http2-settings|proxy-(authenticate|authorization|connection)|te|trailer|transfer-encoding|upgrade)$/;
/** Of names and values together. */
const mostBytes = 32_768;

/** `wasi:http/types` fields. */
export class Fields extends Resource {
  readonly context: HttpContext;
  #entries: Entry[];
  readonly #mutable: boolean;

  constructor(context: HttpContext, entries: readonly Entry[] = [], mutable = true) {
    super(context.handles);
    this.context = context;
    this.#entries = [...entries];
    this.#mutable = mutable;
    this.#checkSize();
  }

  static fromList(context: HttpContext, entries: readonly Entry[]): Fields {
    for (const [name, value] of entries) check(name, [value]);
    return new Fields(context, entries);
  }

  get(name: string): Uint8Array[] {
    return this.#entries.filter(([each]) => same(each, name)).map(([, value]) => value);
  }

  has(name: string): boolean {
    return this.#entries.some(([each]) => same(each, name));
  }

  set(name: string, values: readonly Uint8Array[]): void {
    this.#change(name, values);
    this.#entries = [...this.#entries.filter(([each]) => !same(each, name)), ...values.map((value): Entry => [name, value])];
    this.#checkSize();
  }

  delete(name: string): void {
    this.set(name, []);
  }

  append(name: string, value: Uint8Array): void {
    this.#change(name, [value]);
    this.#entries.push([name, value]);
    this.#checkSize();
  }

  entries(): Entry[] {
    return [...this.#entries];
  }

  clone(): Fields {
    return new Fields(this.context, this.#entries);
  }

  /** The same for reading, to be given away. */
  frozen(): Fields {
    return new Fields(this.context, this.#entries, false);
  }

  #change(name: string, values: readonly Uint8Array[]): void {
    if (!this.#mutable) throw new GuestError({ tag: 'immutable' });
    check(name, values);
  }

  #checkSize(): void {
    const bytes = this.#entries.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
    if (bytes > mostBytes) throw new RangeError(`its headers take ${bytes} bytes: ${mostBytes} are the most`);
  }
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function check(name: string, values: readonly Uint8Array[]): void {
  const right = token.test(name) && values.every((value) => value.every((byte) => byte === 9 || (byte >= 32 && byte !== 127)));
  if (!right) throw new GuestError({ tag: 'invalid-syntax' });
  if (forbidden.test(name.toLowerCase())) throw new GuestError({ tag: 'forbidden' });
}
