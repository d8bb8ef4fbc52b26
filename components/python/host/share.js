// @ts-check

/**
 * Bytes as all threads can have them: in shared memory where the engine shares any, else in memory that is copied on its
 * way to each.
 *
 * @param {Uint8Array} bytes
 * @returns {SharedArrayBuffer | ArrayBuffer}
 */
export function share(bytes) {
  const memory = typeof SharedArrayBuffer === 'undefined' ? new ArrayBuffer(bytes.length) : new SharedArrayBuffer(bytes.length);
  new Uint8Array(memory).set(bytes);
  return memory;
}
