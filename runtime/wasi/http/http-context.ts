import type { Handles } from '../resource.ts';
import type { Waiter } from '../waiter.ts';
import type { Fetcher } from './fetcher.ts';

/** What the HTTP of one instance shares. */
export interface HttpContext {
  readonly handles: Handles;
  readonly waiter: Waiter;
  /** Undefined where nothing was granted. */
  readonly fetcher: Fetcher | undefined;
  /** `https://api.example.org`. */
  readonly origins: ReadonlySet<string>;
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
  /** Of bodies that were written and not sent yet. */
  bufferedBytes: number;
  /** Requests whose answer was not dropped yet. */
  requests: number;
}
