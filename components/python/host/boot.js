// @ts-check
import { bootInterpreter, prepareInterpreter } from './boot-interpreter.js';

/** @typedef {import('./boot-interpreter.js').Sources} InterpreterOptions */

/**
 * An interpreter of this thread alone, from the snapshot, or, where that is missing or not to be trusted, from scratch.
 *
 * @param {InterpreterOptions} options
 * @param {SharedArrayBuffer} [interruptBuffer]
 * @returns {Promise<import('./boot-interpreter.js').Interpreter>} With `polyray_executor` ready to import.
 */
export async function boot(options, interruptBuffer) {
  return bootInterpreter({
    ...(await prepareInterpreter(options)),
    ...(interruptBuffer === undefined ? {} : { interruptBuffer }),
    // A rule's own print is a value of the response; what reaches these is low-level.
    stdout: (line) => console.warn(line),
    stderr: (line) => console.warn(line),
  });
}
