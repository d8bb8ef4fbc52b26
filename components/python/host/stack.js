// @ts-check

/**
 * Tells Python how far C may recurse. It counts its own stack, in its memory, while it is the engine's that runs out: of that
 * the same calls take up to six times as much, and an engine that has no more kills the interpreter, where Python raises
 * RecursionError. A few things count for nothing with Python and take the engine's stack all the same: freeing nested
 * structures, hashing nested tuples, parsing long chains.
 *
 * @param {import('./pyodide.js').Pyodide} python
 * @param {number} stackBytes The engine's stack of this thread, at least `leastStack`.
 */
export function protectStack(python, stackBytes) {
  const { _module: module } = /** @type {{ _module: Stack }} */ (/** @type {unknown} */ (python));
  const base = module._emscripten_stack_get_base();
  const whole = base - module._emscripten_stack_get_end();
  const bytes = Math.min(whole, Math.floor(stackBytes / share));
  module._PyUnstable_ThreadState_SetStackProtection(module._PyThreadState_Get(), base - bytes, bytes);
}

/** The engine's stack of this thread in bytes, as far as it can be known. */
export function stackOfThread() {
  const threads = globalThis.process?.getBuiltinModule?.('node:worker_threads');
  const mib = threads?.resourceLimits?.stackSizeMb;
  return mib === undefined ? 984 * 1024 : mib * 1024 * 1024;
}

/** Bytes of the engine's stack to one of Python's, in the worst of many kinds of recursion, and something to spare. */
const share = 6.4;

/** Less than this Python does not accept, in bytes. */
export const leastStack = 256 * 1024;

/**
 * @typedef {object} Stack
 * @property {() => number} _emscripten_stack_get_base Its highest address, where it begins.
 * @property {() => number} _emscripten_stack_get_end
 * @property {() => number} _PyThreadState_Get
 * @property {(state: number, start: number, bytes: number) => void} _PyUnstable_ThreadState_SetStackProtection
 */
