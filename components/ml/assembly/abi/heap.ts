// Blocks of linear memory that live until they are released: weights, and the chunks of the arena.
//
// A first-fit list of free blocks, ordered by address and merged with their neighbours (Knuth, The Art of Computer
// Programming 1, section 2.5, algorithms A and B). There are few blocks, so the walk is short. Unlike heap.alloc it answers
// 0 when memory runs out instead of trapping, and grows memory by what is missing, not to the double.

/** In front of each block: its size with this header, and for a free block the next free one. Keeps payloads 16-byte aligned. */
const HEADER: usize = 16;
/** A rest smaller than this stays with the block. */
const SPLIT: usize = 64;
const PAGE: usize = 65536;

/** The free block with the lowest address; 0: none. */
let free: usize = 0;
/** Whether the memory that the module starts with has been added. */
let started: bool = false;

@inline function sizeOf(block: usize): usize { return load<usize>(block); }
@inline function nextOf(block: usize): usize { return load<usize>(block, sizeof<usize>()); }
@inline function setSize(block: usize, size: usize): void { store<usize>(block, size); }
@inline function setNext(block: usize, next: usize): void { store<usize>(block, next, sizeof<usize>()); }

/** Room for `bytes`, 16-byte aligned; 0 when there is none. The content is whatever was there. */
export function allocate(bytes: u64): usize {
  if (bytes > 0x7fff0000) return 0; // more than memory can have
  const size = ((<usize>bytes + 15) & ~15) + HEADER;
  let before: usize = 0;
  let block = free;
  while (block != 0 && sizeOf(block) < size) {
    before = block;
    block = nextOf(block);
  }
  if (block == 0) {
    if (!grow(size)) return 0;
    return allocate(bytes);
  }
  const rest = sizeOf(block) - size;
  let next = nextOf(block);
  if (rest >= SPLIT) {
    setSize(block, size);
    setSize(block + size, rest);
    setNext(block + size, next);
    next = block + size;
  }
  if (before != 0) setNext(before, next); else free = next;
  return block + HEADER;
}

/** Gives back what `allocate` returned. */
export function release(at: usize): void {
  const block = at - HEADER;
  let before: usize = 0;
  let next = free;
  while (next != 0 && next < block) {
    before = next;
    next = nextOf(next);
  }
  if (block + sizeOf(block) == next) {
    setSize(block, sizeOf(block) + sizeOf(next));
    next = nextOf(next);
  }
  setNext(block, next);
  if (before == 0) free = block;
  else if (before + sizeOf(before) == block) {
    setSize(before, sizeOf(before) + sizeOf(block));
    setNext(before, next);
  } else setNext(before, block);
}

/** Adds free memory until a block of `size` bytes fits at the end. */
function grow(size: usize): bool {
  const end = <usize>memory.size() * PAGE, base = (__heap_base + 15) & ~15;
  if (!started) {
    started = true;
    if (base + SPLIT <= end) {
      add(base, end);
      if (end - base >= size) return true;
    }
  }
  let last = free;
  if (last != 0) while (nextOf(last) != 0) last = nextOf(last);
  const tail: usize = last != 0 && last + sizeOf(last) == end ? sizeOf(last) : 0;
  const pages = (size - tail + PAGE - 1) / PAGE;
  if (memory.grow(<i32>pages) < 0) return false;
  add(end, end + pages * PAGE);
  return true;
}

/** Makes the memory from `from` to `to` a free block. */
function add(from: usize, to: usize): void {
  setSize(from, to - from);
  release(from + HEADER);
}
