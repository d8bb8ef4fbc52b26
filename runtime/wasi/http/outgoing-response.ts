import { GuestError } from '../guest-error.ts';
import { Resource } from '../resource.ts';
import type { Fields } from './fields.ts';
import type { HttpContext } from './http-context.ts';
import { OutgoingBody } from './outgoing-body.ts';

/** `wasi:http/types` outgoing-response: can be made, and there is nobody to send it to. */
export class OutgoingResponse extends Resource {
  readonly #context: HttpContext;
  readonly #headers: Fields;
  #status = 200;
  #body = false;

  constructor(context: HttpContext, headers: Fields) {
    super(context.handles);
    this.#context = context;
    this.#headers = headers;
  }

  statusCode(): number {
    return this.#status;
  }

  setStatusCode(status: number): void {
    if (status < 100 || status > 999) throw new GuestError(undefined);
    this.#status = status;
  }

  headers(): Fields {
    return this.#headers.frozen();
  }

  body(): OutgoingBody {
    if (this.#body) throw new GuestError(undefined);
    this.#body = true;
    return new OutgoingBody(this.#context);
  }

  protected override release(): void {
    this.#headers[Symbol.dispose]();
  }
}
