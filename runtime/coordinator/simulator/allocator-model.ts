import type { Id } from '../events.ts';
import { MemorySpace } from '../memory-space.ts';
import type { Place } from '../segments.ts';
import { Random } from './random.ts';
import { check } from './violation.ts';

const slabBytes = 64;
const slabsPerSegment = 8;
const capacity = 100 * slabBytes;

interface Given extends Place {
  readonly slab: boolean;
  readonly bytes: number;
}

/**
 * Runs the allocator beside a naive model, a list of who has which bytes, with as many random operations.
 *
 * @throws {Violation} when two have the same bytes, a memory is too small, or comes or goes when it should not
 */
export function checkAllocator(seed: number, operations: number): void {
  const random = new Random(seed);
  const memories = new Map<Id, { readonly bytes: number; readonly segment: boolean; used: Given[] }>();
  const space = new MemorySpace(capacity, slabBytes, slabsPerSegment, (action) => {
    if (action.type === 'map') memories.set(action.memory, { bytes: action.bytes, segment: action.segment, used: [] });
    else if (action.type === 'unmap') check(memories.delete(action.memory), () => `memory ${action.memory} was unmapped twice`);
  });
  const given: Given[] = [];
  let used = 0;
  // fills and empties by turns, so that segments come and go
  for (let i = 0, grows = 0.5; i < operations; i++) {
    if (i % 1000 === 0) grows = random.pick([0.2, 0.5, 0.8]);
    const slab = random.chance(0.8);
    const bytes = slab ? slabBytes : 1 + random.below(4 * slabBytes);
    const fits = used + bytes <= capacity;
    check(space.fits(bytes) === fits, () => `${bytes} bytes ${fits ? 'fit' : 'do not fit'} beside ${used}`);
    if (fits && (given.length === 0 || random.chance(grows))) {
      const full = [...memories.values()].every((one) => !one.segment || one.used.length === slabsPerSegment);
      const count = memories.size;
      const one = { ...space.occupy(slab, bytes), slab, bytes };
      used += bytes;
      check(memories.size === (slab && !full ? count : count + 1), () => 'a memory was mapped without need, or not mapped');
      take(memories.get(one.memory), one);
      given.push(one);
    } else if (given.length > 0) {
      const at = random.below(given.length);
      const one = given[at]!;
      given[at] = given.at(-1)!;
      given.pop();
      used -= one.bytes;
      const memory = memories.get(one.memory)!;
      memory.used = memory.used.filter((other) => other !== one);
      space.vacate(one);
      check(memories.has(one.memory) === memory.used.length > 0, () => `memory ${one.memory} was unmapped too early, or too late`);
    }
    check(space.used === used, () => `${space.used} bytes are in use, counted ${used}`);
  }
  for (const one of given) space.vacate(one);
  check(memories.size === 0 && space.used === 0, () => `${memories.size} memories are left`);
}

function take(memory: { readonly bytes: number; readonly segment: boolean; used: Given[] } | undefined, one: Given): void {
  check(memory !== undefined && memory.segment === one.slab, () => `memory ${one.memory} is of the wrong kind`);
  const { offset, bytes } = one;
  check(
    offset >= 0 && offset % (one.slab ? slabBytes : 1) === 0 && offset + bytes <= memory!.bytes,
    () => `memory ${one.memory} has no bytes at ${offset}`,
  );
  const other = memory!.used.find((used) => used.offset < offset + bytes && offset < used.offset + used.bytes);
  check(other === undefined, () => `bytes ${offset} of memory ${one.memory} were given out twice`);
  memory!.used.push(one);
}
