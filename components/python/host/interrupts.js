// @ts-check

/**
 * Lets Python hear what an owner writes into shared memory. Pyodide takes a signal by reading it and then writing zero: one
 * that is written between the two is lost, once in some two hundred. Here it is taken in one step.
 *
 * @param {import('./pyodide.js').Pyodide} python
 * @param {Int32Array<SharedArrayBuffer>} cell
 */
export function hearInterrupts(python, cell) {
  const buffer = {
    get 0() {
      return cell[0] === 0 ? 0 : Atomics.exchange(cell, 0, 0);
    },
    set 0(_) {},
  };
  python.setInterruptBuffer(/** @type {Int32Array} */ (/** @type {unknown} */ (buffer)));
}

/**
 * What `time.sleep` waits by: milliseconds at rest, ended by an interrupt, which it raises in Python.
 *
 * @param {import('./pyodide.js').Pyodide} python
 * @param {Int32Array<SharedArrayBuffer>} cell
 * @returns {((milliseconds: number) => void) | undefined} Undefined where this thread may not block.
 */
export function waiter(python, cell) {
  try {
    Atomics.wait(cell, 0, 0, 0);
  } catch {
    return undefined;
  }
  return (milliseconds) => {
    Atomics.wait(cell, 0, 0, milliseconds);
    python.checkInterrupt();
  };
}
