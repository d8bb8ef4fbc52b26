// @ts-check
import { boot } from './boot.js';
import { Door } from './door.js';

/**
 * Satisfies the component's import with a Python interpreter in this thread.
 *
 * @param {import('./boot.js').InterpreterOptions} options
 * @param {{ readonly interruptBuffer?: SharedArrayBuffer | undefined }} [thread] A 2 in the first byte raises KeyboardInterrupt.
 */
export default async function interpreter(options, { interruptBuffer } = {}) {
  const { python } = await boot(options, interruptBuffer);
  const door = new Door(python);
  return {
    'polyray:python/interpreter': {
      operations: () => door.operations(),
      execute: (/** @type {import('./door.js').Request} */ request) => door.execute(request),
    },
  };
}
