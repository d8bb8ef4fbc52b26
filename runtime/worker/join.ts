import type { Id } from '../coordinator/events.ts';
import type { ExecutorTable } from '../coordinator/executor-table.ts';
import type { TaskTimesEnd } from '../metrics/task-times.ts';
import type { PythonSetup, PythonStart } from '../python/python-service.ts';
import type { TaskPools } from '../task/runtime.ts';
import type { StartMessage } from './protocol.ts';
import type { WireEnd } from './wire.ts';

/** What every thread of a runtime agrees on. */
export interface RuntimeSetup {
  /** The runtime's half of every public id: 8 bytes. */
  readonly space: Uint8Array;
  /** Threads share memory; without it values travel in messages, whatever their size. */
  readonly sharedMemory: boolean;
  /** Writers to shared objects are looked for. */
  readonly debug: boolean;
  /** Somebody wants to know of executors' requests. */
  readonly logRequests: boolean;
  readonly pools: TaskPools;
  /** Undefined: no package brings Python. */
  readonly python: PythonSetup | undefined;
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
  readonly wire: WireEnd;
  /** Where it writes when tasks begin and end; undefined where nobody looks. */
  readonly times: TaskTimesEnd | undefined;
  readonly segments: readonly (readonly [memory: Id, buffer: SharedArrayBuffer])[];
  /** Those that there are now. */
  readonly executors: ExecutorTable;
  /** Tasks here may stand still. */
  readonly blocking: boolean;
  /** Of an executor's worker. */
  readonly executor: StartMessage | undefined;
  /** Of an interpreter's worker. */
  readonly python: PythonStart | undefined;
  /** A 2 in its first byte interrupts Python, or a metered component. */
  readonly interruptBuffer: SharedArrayBuffer | undefined;
  /** Of an actor's worker. `concurrency`: calls that it begins by itself; more may be put on top of one that stands still. */
  readonly actor: { readonly id: Id; readonly create: Id; readonly concurrency: number } | undefined;
}
