// Between a worker, which sleeps until there is an answer, and the thread that asks for it in the network: an
// `AnsweringThread`.

/** `wasi:http/types` error-code, of those cases that occur. */
export type HttpErrorCode =
  | { readonly tag: 'HTTP-request-denied' | 'HTTP-request-method-invalid' | 'HTTP-request-URI-invalid' | 'connection-limit-reached' }
  | { readonly tag: 'connection-refused' | 'connection-terminated' | 'connection-timeout' | 'TLS-certificate-error' }
  | { readonly tag: 'HTTP-response-timeout' | 'HTTP-response-incomplete' }
  | { readonly tag: 'HTTP-request-body-size' | 'HTTP-response-body-size'; readonly val: bigint | undefined }
  | { readonly tag: 'DNS-error'; readonly val: { readonly rcode: string | undefined; readonly infoCode: number | undefined } }
  | { readonly tag: 'internal-error'; readonly val: string | undefined };

export interface FetchRequest {
  readonly method: string;
  readonly url: string;
  /** Values as Latin-1, a character for each byte. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array<ArrayBuffer> | undefined;
  /** Until the status is there, in ms. */
  readonly firstByteMs: number;
  /** Until all is there, in ms. */
  readonly timeoutMs: number;
  /** Of the answer. */
  readonly maxBodyBytes: number;
}

/** What the fetching thread is told. */
export type ToFetcher =
  | { readonly kind: 'fetch'; readonly id: number; readonly request: FetchRequest }
  /** So many more bytes of the body may come. */
  | { readonly kind: 'more'; readonly id: number; readonly bytes: number }
  /** Nobody wants it any more. */
  | { readonly kind: 'cancel'; readonly id: number };

export type FetchAnswer =
  | {
      readonly kind: 'head';
      readonly id: number;
      readonly status: number;
      readonly headers: readonly (readonly [name: string, value: string])[];
    }
  | { readonly kind: 'chunk'; readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'end'; readonly id: number }
  | { readonly kind: 'failed'; readonly id: number; readonly code: HttpErrorCode };

/** So many bytes of a body may be on their way. */
export const windowBytes = 2 ** 20;
