import { GuestError } from '../guest-error.ts';
import { Resource } from '../resource.ts';
import type { Fields } from './fields.ts';
import type { HttpContext } from './http-context.ts';
import { OutgoingBody } from './outgoing-body.ts';

export type Method =
  | { readonly tag: 'get' | 'head' | 'post' | 'put' | 'delete' | 'connect' | 'options' | 'trace' | 'patch' }
  | { readonly tag: 'other'; readonly val: string };
export type Scheme = { readonly tag: 'HTTP' | 'HTTPS' } | { readonly tag: 'other'; readonly val: string };

/** `wasi:http/types` outgoing-request. */
export class OutgoingRequest extends Resource {
  readonly #context: HttpContext;
  readonly #headers: Fields;
  #body: OutgoingBody | undefined;
  #method: Method = { tag: 'get' };
  #scheme: Scheme | undefined;
  #authority: string | undefined;
  #path: string | undefined;

  constructor(context: HttpContext, headers: Fields) {
    super(context.handles);
    this.#context = context;
    this.#headers = headers;
  }

  body(): OutgoingBody {
    if (this.#body !== undefined) throw new GuestError(undefined);
    this.#body = new OutgoingBody(this.#context);
    return this.#body;
  }

  /** What `body` gave out. */
  get givenBody(): OutgoingBody | undefined {
    return this.#body;
  }

  method(): Method {
    return this.#method;
  }

  setMethod(method: Method): void {
    if (method.tag === 'other' && !/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(method.val)) throw new GuestError(undefined);
    this.#method = method;
  }

  pathWithQuery(): string | undefined {
    return this.#path;
  }

  setPathWithQuery(path: string | undefined): void {
    // a path cannot become another host
    if (path !== undefined && path !== '' && !/^[/?][^\s#\\]*$/.test(path)) throw new GuestError(undefined);
    this.#path = path;
  }

  scheme(): Scheme | undefined {
    return this.#scheme;
  }

  setScheme(scheme: Scheme | undefined): void {
    this.#scheme = scheme;
  }

  authority(): string | undefined {
    return this.#authority;
  }

  setAuthority(authority: string | undefined): void {
    if (authority !== undefined && !/^[^\s/?#@\\]+$/.test(authority)) throw new GuestError(undefined);
    this.#authority = authority;
  }

  headers(): Fields {
    return this.#headers.frozen();
  }

  protected override release(): void {
    this.#headers[Symbol.dispose]();
  }
}
