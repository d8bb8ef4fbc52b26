import { test } from 'vitest';
import { init } from '../../runtime/index.ts';
import { collectGarbage } from '../../runtime/platform/collect-garbage.ts';
import type { OpenOptions, RuntimeSubject } from '../conformance/runtime/subject.ts';

/** What the suite needs, on vitest and Node: runtimes with these options, unless a case has its own. */
export function vitestRuntime(options: OpenOptions): RuntimeSubject {
  return {
    test: (name, run) => test(name, run),
    assert: (condition, message) => {
      if (!condition) throw new Error(`Not so: ${message}`);
    },
    sharedMemory: options.sharedMemory ?? true,
    blocking: options.sharedMemory ?? true,
    open: (more) => init({ ...options, ...more }),
    collectGarbage: async () => {
      // what one round frees may hold what the next one frees, and finalizers run between turns of the event loop
      for (let round = 0; round < 3; round++) {
        collectGarbage();
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
  };
}
