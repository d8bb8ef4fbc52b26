import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, test } from 'vitest';
import { init } from '../../runtime/index.ts';
import { runtimeSuite } from '../conformance/runtime/suite.ts';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

const close = runtimeSuite({
  test: (name, run) => test(name, run, 8_000),
  assert: (condition, message) => {
    if (!condition) throw new Error(`not so: ${message}`);
  },
  open: (options) => init({ coordinator: 'thread', ...options }),
  collectGarbage: async () => {
    // what one round frees may hold what the next one frees, and finalizers run between turns of the event loop
    for (let round = 0; round < 4; round++) {
      gc();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  },
});
afterAll(close);
