import type { Action, PoolSpec } from '../coordinator/events.ts';
import type { ExecutorTable } from '../coordinator/executor-table.ts';
import type { Logger } from '../logger.ts';
import type { ObserveSettings } from '../metrics/observer.ts';
import type { Platform } from '../platform/platform.ts';
import type { Channel } from '../task/channel.ts';
import type { MemoryMessage, RuntimeSetup } from '../worker/join.ts';
import type { ExecutorSource } from './executor-source.ts';

/** What the coordinator is told when it starts; can be posted to its thread. */
export interface CoordinatorSettings {
  readonly setup: RuntimeSetup;
  /** Threads to keep ready, once something dynamic was asked for. */
  readonly spareWorkers: number;
  readonly pools: readonly PoolSpec[];
  readonly executors: ExecutorTable;
  /** What is behind those of the pools that are executors. */
  readonly sources: readonly ExecutorSource[];
  readonly capacity: number;
  readonly fullTimeoutMs: number;
  readonly resources: Readonly<Record<string, number>>;
  /** What does not fit goes to disk; undefined: nothing does. */
  readonly spill: SpillSettings | undefined;
  /** Undefined: nothing is counted or timed. */
  readonly observe: ObserveSettings | undefined;
}

export interface SpillSettings {
  /** Where; default: the system's place for temporary files. */
  readonly directory: string | undefined;
  readonly maxBytes: number;
}

/** The driver, as its connection sees it. */
export interface DriverEnd {
  act(action: Action): void;
  takeMemory(message: MemoryMessage): void;
  /** The coordinator cannot go on: nothing is answered any more. */
  failed(reason: Error): void;
}

export interface ConnectionOptions {
  readonly settings: CoordinatorSettings;
  readonly platform: Platform;
  readonly logger: Logger;
  readonly driver: DriverEnd;
}

/** @throws nothing: whether the coordinator is there is told by `ready` */
export type Connect = (options: ConnectionOptions) => Connection;

/** The driver's way to its coordinator, wherever that runs. */
export interface Connection extends Channel {
  /** Whether some code in the driver awaits an answer. */
  awaits(answers: boolean): void;
  /** Says what is behind a pool that is opened. */
  provide(source: ExecutorSource): void;
  /** Takes in shared memory that was sent and not yet received. */
  pullMemory(): void;
  /** Resolves when the coordinator is there. */
  readonly ready: Promise<void>;
  /** Ends every thread of the runtime. */
  close(): Promise<void>;
}
