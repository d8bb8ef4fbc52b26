import { type InitOptions, init, type Ray } from 'polyray';
import { cpp } from 'polyray-cpp';
import { ml } from 'polyray-ml';

/** The executors of the first load. */
export const firstExecutors = { cpp, ml };

export type FirstExecutors = typeof firstExecutors;

/** Starts a runtime with the executors in C++ and AssemblyScript; Python's package comes when it is asked for, by `loadPython`. */
export function startRuntime(options: Omit<InitOptions<FirstExecutors>, 'executors'> = {}): Promise<Ray<FirstExecutors>> {
  return init({ ...options, executors: firstExecutors });
}
