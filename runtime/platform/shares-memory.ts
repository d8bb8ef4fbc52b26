/**
 * Whether the threads of this page share memory. Isolation alone does not say so: WebKitGTK isolates pages and has no
 * `SharedArrayBuffer` for them; and without `waitAsync` a page cannot hear of what happens in shared memory.
 */
export function sharesMemory(): boolean {
  return globalThis.crossOriginIsolated === true && 'SharedArrayBuffer' in globalThis && 'waitAsync' in Atomics;
}
