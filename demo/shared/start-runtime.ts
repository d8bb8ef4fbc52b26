import { type InitOptions, init, type Ray } from 'polyray';
import { cpp } from 'polyray-cpp';
import { ml } from 'polyray-ml';
import { python } from 'polyray-python';

const executors = { cpp, ml, python };

/** A running host with the site's three executors. */
export type DemoRuntime = Ray<typeof executors>;

/** Starts a runtime. Nothing of an executor is loaded before its first use: of Python, see `loadPython`. */
export function startRuntime(options: Omit<InitOptions<typeof executors>, 'executors'> = {}): Promise<DemoRuntime> {
  return init({ ...options, executors });
}
