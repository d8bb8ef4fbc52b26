import type { Description, StartMessage } from '../worker/protocol.ts';
import type { Transpiled } from './transpile.ts';

/** What the transpiler's thread is asked for, one at a time. */
export type TranspilerJob =
  | { readonly kind: 'transpile'; readonly component: Uint8Array<ArrayBuffer> }
  /** Makes an instance and asks it who it is; a metered one has so many ms, of a thread that cannot be ended everywhere. */
  | { readonly kind: 'describe'; readonly start: StartMessage; readonly timeoutMs: number };

export type TranspilerAnswer =
  | { readonly transpiled: Transpiled }
  | { readonly description: Description }
  /** Its time was over, and it stopped. */
  | { readonly late: true }
  /** `broken`: what failed was jco itself, which takes no further component. */
  | { readonly message: string; readonly broken: boolean };
