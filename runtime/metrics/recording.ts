import type { Id } from '../coordinator/events.ts';
import type { TaskKind } from './task-series.ts';

/** Something that happened at once. Times in ms of the hub's clock. */
export type Instant =
  | {
      readonly kind: 'ended';
      readonly how: 'stopped' | 'crashed';
      readonly atMs: number;
      readonly worker: Id;
      readonly reason?: string | undefined;
    }
  | { readonly kind: 'spilled' | 'restored'; readonly atMs: number; readonly bytes: number };

export interface RecordedWorker {
  readonly id: Id;
  readonly pool: Id;
  /** The pool's; an actor's own, if it has one. */
  readonly poolName: string;
  readonly kind: TaskKind;
  readonly startedMs: number;
}

/** What a hub knows of the last tasks; plain data, from which a timeline is made elsewhere. */
export interface Recording {
  /** Of a `SliceRing`. */
  readonly slices: Uint8Array;
  /** What slices are called, by `Slice.name`. */
  readonly names: readonly string[];
  /** Those that run, and the last of those that ended. */
  readonly workers: readonly RecordedWorker[];
  readonly instants: readonly Instant[];
}
