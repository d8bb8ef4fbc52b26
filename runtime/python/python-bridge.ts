import type { Executors } from '../executors.ts';
import type { CoreWorker } from '../task/core-worker.ts';
import type { TaskPools } from '../task/runtime.ts';
import { actorCalls } from './bridge/actor-calls.ts';
import { eventLoopCalls } from './bridge/event-loop-calls.ts';
import { executorCalls } from './bridge/executor-calls.ts';
import { objectCalls } from './bridge/object-calls.ts';
import { Standing } from './bridge/standing.ts';
import { stateCalls } from './bridge/state-calls.ts';
import { streamCalls } from './bridge/stream-calls.ts';
import { taskCalls } from './bridge/task-calls.ts';
import type { Transfer } from './bridge/transfer.ts';

export interface PythonBridgeOptions {
  readonly core: CoreWorker;
  readonly pools: TaskPools;
  readonly executors: Executors;
  readonly transfer: Transfer;
}

/** The module `_polyray`: what Python asks of the runtime. Numbers stand for objects, tasks and functions. */
export function pythonBridge(options: PythonBridgeOptions): object {
  const parts = { ...options, standing: new Standing(options.core) };
  return {
    ...objectCalls(parts),
    ...taskCalls(parts),
    ...streamCalls(parts),
    ...eventLoopCalls(parts),
    ...actorCalls(parts),
    ...executorCalls(parts),
    ...stateCalls(parts),
  };
}
