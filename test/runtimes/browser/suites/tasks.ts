import { init } from '../../../../runtime/index.ts';
import { runtimeSuite } from '../../../conformance/runtime/suite.ts';
import type { Suite } from '../suite.ts';

/** Tasks, objects and actors. */
export const suite: Suite = (runner, options) => {
  return runtimeSuite({
    test: runner.test,
    assert: runner.assert,
    // objects are copied on their way, also where messages go through shared memory
    sharedMemory: false,
    blocking: globalThis.crossOriginIsolated,
    open: (more) => init({ ...options.init, ...more }),
    collectGarbage,
  });
};

/** The browser was started so that a page may ask for it. */
async function collectGarbage(): Promise<void> {
  const { gc } = globalThis as unknown as { readonly gc: () => void };
  for (let round = 0; round < 3; round++) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
