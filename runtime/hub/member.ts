import type { Id, PoolSpec } from '../coordinator/events.ts';
import type { Thread } from '../platform/platform.ts';
import type { InterruptCell } from '../python/interrupt-cell.ts';
import type { JoinMessage, MemoryMessage } from '../worker/join.ts';
import type { MemberWire } from './member-wire.ts';

/** The thread of a worker, from the hub's side. */
export type WorkerThread = Thread<JoinMessage | MemoryMessage, never>;

/** A worker that the hub has started. */
export interface Member {
  readonly id: Id;
  readonly pool: PoolSpec;
  readonly thread: WorkerThread;
  readonly wire: MemberWire;
  /** Functions that it has been told of. */
  readonly known: Set<Id>;
  /** It was told what it belongs to, and so can be told more. */
  joined: boolean;
  /** It has seen buffers since it last looked for garbage. */
  littered: boolean;
  /** It was told to end. */
  ending: boolean;
  /** Of an interpreter, and of an executor that is metered. */
  readonly interrupts: InterruptCell | undefined;
  /** The same, also of executors whose code may look there. */
  readonly lastWord: InterruptCell | undefined;
}
