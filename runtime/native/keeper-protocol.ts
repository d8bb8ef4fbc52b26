// Between a worker, which sleeps until there is an answer, and the thread that keeps its program: an `AnsweringThread`.
import type { FrameLimits } from './frame.ts';

/** What is run. */
export interface GuestProgram {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string | undefined;
  /** Beside what every program has. */
  readonly env: Readonly<Record<string, string>>;
}

/** What the keeping thread is told. Processes are numbered; orders for one that has ended are dropped. */
export type ToKeeper =
  | { readonly kind: 'run'; readonly process: number; readonly program: GuestProgram; readonly limits: FrameLimits }
  | { readonly kind: 'write'; readonly process: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'kill'; readonly process: number };

export type KeeperAnswer =
  | {
      readonly kind: 'frame';
      readonly process: number;
      readonly header: Uint8Array<ArrayBuffer>;
      readonly body: Uint8Array<ArrayBuffer>;
    }
  /** It wrote no frame, or one that is longer than may be, by `found` bytes; it was killed. */
  | { readonly kind: 'broken'; readonly process: number; readonly why: string; readonly found: number | undefined }
  /** It is gone; with the last that it wrote to its standard error. */
  | { readonly kind: 'ended'; readonly process: number; readonly how: string; readonly said: string };
