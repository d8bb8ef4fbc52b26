import { replaceFunction, wrapFunction } from './edit-functions.ts';

/** What componentize-py 0.25.1 makes, without two of its mistakes. */
export function mend(component: Uint8Array): Uint8Array {
  return freeLists(withoutDirectories(component));
}

/**
 * The C library asks which directories there are when the first path is opened, and the stub of that import traps. CPython
 * opens the file of a text that is no Python, to show its line: with no directories to ask for, it finds no such file.
 */
function withoutDirectories(component: Uint8Array): Uint8Array {
  return replaceFunction(component, '__wasilibc_populate_preopens', [0, end]);
}

/** The bytes of an answer's tensors are copied for the host and never freed. They are, once they are to be freed with the call. */
function freeLists(component: Uint8Array): Uint8Array {
  // (context, type, where the pointer goes) -> length; no pointer where the list goes item by item
  return wrapFunction(component, 'wit_dylib_pop_list', ['wit_dylib_dealloc_bytes'], (popList, deallocate) => [
    ...[1, 1, i32], // a local: the length
    ...[...get(0), ...get(1), ...get(2), call, ...index(popList), 0x21, 3],
    ...[...get(2), ...load, 0x04, 0x40], // if there is a pointer
    // of one byte's alignment, and later
    ...[...get(0), ...get(2), ...load, ...get(3), ...constant(1), ...constant(1), call, ...index(deallocate)],
    ...[end, ...get(3), end],
  ]);
}

const [end, call, i32] = [0x0b, 0x10, 0x7f];
const load = [0x28, 2, 0];
const get = (local: number) => [0x20, local];
const constant = (small: number) => [0x41, small];
/** In the five bytes that any index fits in. */
const index = (value: number) => [0, 7, 14, 21, 28].map((shift) => ((value >>> shift) & 127) | (shift < 28 ? 128 : 0));
