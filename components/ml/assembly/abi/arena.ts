// What lives as long as one call: arguments, results, scratch, and every managed object. Bump-allocated from a list of
// chunks, given back as a whole when the call has returned; nothing in it is ever freed singly.
import { allocate, release } from './heap';

const CHUNK: usize = 65536;
/** In front of each chunk: the next chunk, and the chunk's size. */
const HEADER: usize = 16;

/** The chunk being filled; 0: none. */
let head: usize = 0;
/** The next unused byte of `head`, and its end. */
let position: usize = 0;
let end: usize = 0;

/** Room for `bytes` until the call returns, 16-byte aligned; 0 when memory runs out. */
export function reserve(bytes: u64): usize {
  if (bytes > 0x7fff0000) return 0; // more than memory can have
  const size = (max(<usize>bytes, 1) + 15) & ~15; // not 0: every address is one of its own
  if (size <= end - position) {
    const at = position;
    position += size;
    return at;
  }
  const large = size > CHUNK / 4;
  const total = large ? size + HEADER : CHUNK;
  const chunk = allocate(total);
  if (chunk == 0) return 0;
  store<usize>(chunk, total, sizeof<usize>());
  if (large && head != 0) { // a chunk of its own: the rest of the current one stays in use
    store<usize>(chunk, load<usize>(head));
    store<usize>(head, chunk);
    return chunk + HEADER;
  }
  store<usize>(chunk, head);
  head = chunk;
  position = chunk + HEADER + size;
  end = chunk + total;
  return chunk + HEADER;
}

/** Like `reserve`, where there is no way to answer that memory ran out. */
export function take(bytes: usize): usize {
  const at = reserve(bytes);
  if (at == 0) unreachable();
  return at;
}

/** `take(size)` with the first bytes of what was taken before; in place where that was the last. */
export function extend(old: usize, oldSize: usize, size: usize): usize {
  const last = old + ((oldSize + 15) & ~15) == position;
  if (last && old + size <= end) {
    position = old + ((size + 15) & ~15);
    return old;
  }
  const fresh = take(size);
  memory.copy(fresh, old, min(oldSize, size));
  return fresh;
}

/** Ends the call: everything goes but one ordinary chunk, which serves the next call. */
export function reset(): void {
  let kept: usize = 0;
  while (head != 0) {
    const next = load<usize>(head);
    if (kept == 0 && load<usize>(head, sizeof<usize>()) == CHUNK) kept = head;
    else release(head);
    head = next;
  }
  if (kept != 0) store<usize>(kept, 0);
  head = kept;
  position = kept != 0 ? kept + HEADER : 0;
  end = kept != 0 ? kept + CHUNK : 0;
}

/** Makes everything so far stay for good: the end of start-up. */
export function keep(): void {
  head = 0;
  position = 0;
  end = 0;
}
