import type { Id } from '../coordinator/events.ts';
import type { TaskPools } from '../task/runtime.ts';
import type { RingLinkEnd } from '../transport/ring-link.ts';
import type { StartMessage } from './protocol.ts';

/** What every thread of a runtime agrees on. */
export interface RuntimeSetup {
  /** The runtime's half of every public id: 8 bytes. */
  readonly space: Uint8Array;
  readonly pools: TaskPools;
  readonly inlineBytes: number;
  readonly slabBytes: number;
}

/** Shared memory is never part of a message in a ring: it is posted ahead of the message that speaks of it. */
export type MemoryMessage =
  | { readonly kind: 'memory'; readonly memory: Id; readonly buffer: SharedArrayBuffer; readonly segment: boolean }
  | { readonly kind: 'unmapped'; readonly memory: Id };

/** The first message to a thread that runs tasks. */
export interface JoinMessage {
  readonly kind: 'join';
  readonly client: Id;
  readonly setup: RuntimeSetup;
  /** What the thread sleeps on. */
  readonly bell: SharedArrayBuffer;
  readonly end: RingLinkEnd;
  /** Offers of tasks, which the hub may withdraw until they are taken. */
  readonly claims: SharedArrayBuffer;
  readonly segments: readonly (readonly [memory: Id, buffer: SharedArrayBuffer])[];
  /** Of an executor's worker. */
  readonly executor: StartMessage | undefined;
  /** Of an actor's worker. */
  readonly actor: { readonly id: Id; readonly create: Id; readonly concurrency: number } | undefined;
}
