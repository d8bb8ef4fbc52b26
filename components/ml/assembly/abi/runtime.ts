// AssemblyScript's runtime for this component (asc --runtime): no collector. Managed objects made during start-up stay for
// good, those made during a call vanish with it, so no global and nothing made at start-up may point to one of the latter.
import { take } from './arena';

/** Bytes in front of an object; the last two words are its class and its size, as the compiler's code expects. */
const HEADER: usize = 32;

// @ts-ignore: decorator
@global @unsafe
export function __new(size: usize, id: u32): usize {
  const at = take(size + HEADER) + HEADER;
  store<u32>(at - 8, id);
  store<u32>(at - 4, <u32>size);
  memory.fill(at, 0, size);
  return at;
}

// @ts-ignore: decorator
@global @unsafe
export function __renew(old: usize, size: usize): usize {
  const at = __new(size, load<u32>(old - 8));
  memory.copy(at, old, min<usize>(size, load<u32>(old - 4)));
  return at;
}

// @ts-ignore: decorator
@global @unsafe
export function __link(parent: usize, child: usize, multiple: bool): void {}

// @ts-ignore: decorator
@global @unsafe
export function __visit(object: usize, cookie: u32): void {}

/** What `abort` becomes: the component imports nothing, a broken promise is a trap. */
export function stop(message: string | null, file: string | null, line: u32, column: u32): void {
  unreachable();
}
