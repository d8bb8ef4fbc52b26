// @ts-check
import { boot } from './boot.js';
import { Door } from './door.js';

/**
 * Satisfies the component's import with a Python interpreter in this thread.
 *
 * @param {import('./boot.js').InterpreterOptions} options
 */
export default async function interpreter(options) {
  const { python } = await boot(options);
  const door = new Door(python);
  return {
    'polyray:python/interpreter': {
      operations: () => door.operations(),
      execute: (/** @type {import('./door.js').Request} */ request) => door.execute(request),
    },
  };
}
