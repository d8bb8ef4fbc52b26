import { type CurrentExecutors, Executors } from './executors.ts';
import { executorOf } from './registry/executor-of.ts';
import { currentRuntime } from './task/runtime.ts';

/** The executors of this thread's runtime: `Ray.executors`, in tasks and actors as well as in the driver. */
export const executors: CurrentExecutors = new Executors(currentRuntime, executorOf) as CurrentExecutors;
