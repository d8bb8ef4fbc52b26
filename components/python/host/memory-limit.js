// @ts-check

/** The unit of WebAssembly's memory, in bytes. */
const page = 65_536;

/**
 * Bounds one interpreter's memory by the import through which its allocator asks for more. The compiled module stays the
 * same for every bound, so all threads share it; a bound in the module itself would need a compilation per bound. It is
 * exact: nothing else in Python grows the memory.
 *
 * @param {Record<string, Record<string, unknown>>} imports Of the instance to be; changed.
 * @param {() => { HEAP8: Int8Array, growMemory(bytes: number): unknown }} memory
 * @param {number} limit In bytes.
 * @param {(wanted: number) => void} onRefused Called at each refusal, before Python knows of it.
 */
export function limitMemory(imports, memory, limit, onRefused) {
  const bound = limit - (limit % page);
  const env = /** @type {Record<string, unknown>} */ (imports['env']);
  env['emscripten_resize_heap'] = (/** @type {number} */ requested) => {
    const wanted = requested >>> 0;
    if (wanted > bound) {
      onRefused(wanted);
      return 0;
    }
    const { HEAP8: heap } = memory();
    // As Emscripten does it: a fifth more than there was, so that growth stays cheap
    const ample = Math.max(wanted, Math.min(heap.length * 1.2, wanted + 96 * 1024 * 1024));
    return memory().growMemory(Math.min(bound, Math.ceil(ample / page) * page)) ? 1 : 0;
  };
}
