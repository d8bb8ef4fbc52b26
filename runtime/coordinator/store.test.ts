import { describe, expect, test } from 'vitest';
import type { Id, Value } from './events.ts';
import { ByHand, inline, submit } from './simulator/by-hand.ts';

const slabBytes = 4096;
/** Small objects in slabs of 4 KiB, four to a segment; anything over 1 KiB has a buffer of its own. */
const options = { capacity: 4 * slabBytes, slabBytes, slabsPerSegment: 4, fullTimeoutMs: 100 };
const spilling = { ...options, spillBytes: 100 * slabBytes };
const full = 2 ** 14;

function stored(block: Id, memory: Id, offset = 0, bytes = 100, refs: readonly Id[] = []): Value {
  return { kind: 'stored', block, memory, offset, bytes, refs };
}

/** Object `id` in a buffer of its own; returns the buffer. */
function putBuffer(hand: ByHand, id: Id, bytes: number): Id {
  hand.say({ type: 'alloc', request: 1, bytes });
  const [grant] = hand.takeAll('grant');
  hand.say({ type: 'put', id, value: stored(grant!.block, grant!.memory, 0, bytes) }, { type: 'seal', block: grant!.block });
  return grant!.block;
}

describe('memory', () => {
  test('for small objects is a slab of a segment that everybody sees, for large ones a buffer', () => {
    const hand = new ByHand(options).say({ type: 'alloc', request: 1, bytes: 1024 }, { type: 'alloc', request: 2, bytes: 1025 });
    expect(hand.take()).toEqual([
      { type: 'map', memory: 1, bytes: 4 * slabBytes, segment: true },
      { type: 'grant', client: 0, request: 1, block: 2, memory: 1, offset: 0, bytes: slabBytes },
      { type: 'map', memory: 3, bytes: 1025, segment: false },
      { type: 'grant', client: 0, request: 2, block: 3, memory: 3, offset: 0, bytes: 1025 },
    ]);
    expect(hand.machine.store.used).toBe(slabBytes + 1025);
  });

  test('is freed when it is sealed and no object is left in it; objects that are on their way are waited for', () => {
    const hand = new ByHand(options).say({ type: 'alloc', request: 1, bytes: 10 });
    hand.take();
    hand.say({ type: 'put', id: 1, value: stored(2, 1) }, { type: 'drop', id: 1, count: 1 }, { type: 'seal', block: 2, objects: 2 });
    expect(hand.take()).toEqual([]);
    hand.say({ type: 'put', id: 2, value: stored(2, 1, 128) }, { type: 'drop', id: 2, count: 1 });
    expect(hand.take()).toEqual([{ type: 'unmap', memory: 1 }]);
    expect(hand.machine.store.used).toBe(0);
  });

  test('of a writer that died is freed with the last object', () => {
    const hand = new ByHand(options).open().say(submit(1));
    const [worker] = hand.boot();
    hand.from(worker!, { type: 'alloc', request: 1, bytes: 10 }).take();
    hand.from(worker!, { type: 'done', task: 1, attempt: 1, values: [stored(2, 1)] }, { type: 'died', started: [] });
    expect(hand.takeAll('unmap')).toEqual([]);
    hand.say({ type: 'drop', id: 1, count: 1 });
    expect(hand.takeAll('unmap')).toEqual([{ type: 'unmap', memory: 1 }]);
  });

  test('of a result that nobody wants any more is freed', () => {
    const hand = new ByHand(options).open().say(submit(1));
    const [worker] = hand.boot();
    hand.from(worker!, { type: 'alloc', request: 1, bytes: 5000 }, { type: 'seal', block: 1 }).take();
    hand.say({ type: 'cancel', id: 1, force: false });
    hand.from(worker!, { type: 'done', task: 1, attempt: 1, values: [stored(1, 1, 0, 5000)] });
    expect(hand.takeAll('unmap')).toEqual([{ type: 'unmap', memory: 1 }]);
  });

  test('that was read stays until the reader gives it back, or dies', () => {
    const hand = new ByHand(options).open();
    const block = putBuffer(hand, 1, 5000);
    hand.say(submit(2, { deps: [1] }), { type: 'get', request: 1, id: 1 });
    const [worker] = hand.boot();
    hand.run(worker!, 2).say({ type: 'drop', id: 1, count: 1 }).take();
    hand.say({ type: 'unlease', block, count: 1 });
    expect(hand.take()).toEqual([]); // the worker may look at its argument for longer than the task ran
    hand.from(worker!, { type: 'died', started: [] });
    expect(hand.takeAll('unmap')).toEqual([{ type: 'unmap', memory: block }]);
  });

  test("in a slab is leased by an answer, which is copied, and held by a task's attempt alone", () => {
    const hand = new ByHand(options).open().say({ type: 'alloc', request: 1, bytes: 10 });
    hand.say({ type: 'put', id: 1, value: stored(2, 1) }, { type: 'seal', block: 2, objects: 1 });
    hand.say(submit(2, { deps: [1] }), { type: 'get', request: 1, id: 1 }, { type: 'drop', id: 1, count: 1 });
    const [worker] = hand.boot();
    hand.say({ type: 'unlease', block: 2, count: 1 });
    expect(hand.machine.store.blocks.get(2)).toMatchObject({ leases: 0, pins: 1 });
    hand.take();
    hand.run(worker!, 2);
    expect(hand.takeAll('unmap')).toEqual([{ type: 'unmap', memory: 1 }]);
  });

  test('of an argument that was called back is not leased any more', () => {
    const hand = new ByHand(options).open({ window: 2 });
    const block = putBuffer(hand, 1, 5000);
    hand.say(submit(2), submit(3, { deps: [1] }));
    const [worker] = hand.boot();
    expect(hand.machine.store.blocks.get(block)).toMatchObject({ leases: 1, pins: 1 });
    hand.say({ type: 'cancel', id: 3, force: false }).from(worker!, { type: 'recalled', task: 3, attempt: 1 });
    expect(hand.machine.store.blocks.get(block)).toMatchObject({ leases: 0, pins: 0 });
  });

  test('that is not known makes the object lost, not the machine', () => {
    const hand = new ByHand(options).say({ type: 'put', id: 1, value: stored(77, 77) }, { type: 'get', request: 1, id: 1 });
    expect(hand.replies()).toEqual({ 1: 'lost' });
  });
});

describe('a full store', () => {
  test('lets requests wait in order, and serves them when there is room', () => {
    const hand = new ByHand(options);
    const block = putBuffer(hand, 1, full);
    hand.say({ type: 'alloc', request: 2, bytes: 8000 }, { type: 'alloc', request: 3, bytes: 10 });
    expect(hand.takeAll('grant')).toEqual([]);
    hand.say({ type: 'drop', id: 1, count: 1 });
    expect(hand.takeAll('unmap')).toEqual([{ type: 'unmap', memory: block }]);
    expect(hand.takeAll('grant').map(({ request, failure }) => [request, failure])).toEqual([
      [2, undefined],
      [3, undefined],
    ]);
  });

  test('refuses after a time, with the figures, and at once what can never fit', () => {
    const hand = new ByHand(options);
    putBuffer(hand, 1, full);
    hand.say(
      { type: 'get', request: 5, id: 1 },
      { type: 'alloc', request: 2, bytes: 8000 },
      { type: 'alloc', request: 3, bytes: full + 1 },
    );
    expect(hand.takeAll('grant').map(({ request, failure }) => [request, failure?.kind])).toEqual([[3, 'store-full']]);
    hand.wait(99);
    expect(hand.takeAll('grant')).toEqual([]);
    hand.wait(1);
    const [grant] = hand.takeAll('grant');
    expect(grant!.failure!.message).toBe(
      'Cannot find 8000 bytes in the object store: 16384 of 16384 bytes are in use, 16384 of them being read and 0 being written',
    );
  });

  test('passes over a request that was given up', () => {
    const hand = new ByHand(options);
    putBuffer(hand, 1, full - 2000);
    hand.say({ type: 'alloc', request: 2, bytes: 8000 }, { type: 'alloc', request: 3, bytes: 1500 });
    expect(hand.takeAll('grant')).toEqual([]);
    hand.say({ type: 'forget', request: 2 });
    expect(hand.takeAll('grant').map(({ request, failure }) => [request, failure])).toEqual([[3, undefined]]);
  });

  test('asks who has views to look whether they are still seen', () => {
    const hand = new ByHand(options);
    putBuffer(hand, 1, full);
    hand.say({ type: 'get', request: 1, id: 1 }, { type: 'alloc', request: 2, bytes: 10 });
    expect(hand.takeAll('collect')).toEqual([{ type: 'collect', client: 0 }]);
  });
});

describe('spilling', () => {
  /** Two objects of half the store; the first is on disk after a third came. */
  function spilled(hand: ByHand): Id[] {
    const blocks = [putBuffer(hand, 1, full / 2), putBuffer(hand, 2, full / 2)];
    hand.say({ type: 'alloc', request: 3, bytes: full / 2 });
    return blocks;
  }

  test('makes room: the longest unused goes first', () => {
    const hand = new ByHand(spilling);
    const [first, second] = spilled(hand);
    expect(hand.take().slice(-1)).toEqual([{ type: 'spill', block: first, memory: first, offset: 0, bytes: full / 2 }]);
    hand.say({ type: 'spilled', block: first!, ok: true });
    expect(hand.take().map(({ type }) => type)).toEqual(['unmap', 'map', 'grant']);
    hand.say({ type: 'alloc', request: 4, bytes: 100 });
    expect(hand.takeAll('spill').map(({ block }) => block)).toEqual([second]);
  });

  test('leaves what is read, and what is being written', () => {
    const hand = new ByHand(spilling);
    putBuffer(hand, 1, full / 2);
    hand.say({ type: 'get', request: 1, id: 1 }, { type: 'alloc', request: 2, bytes: full / 2 }).take();
    hand.say({ type: 'alloc', request: 3, bytes: 100 });
    expect(hand.takeAll('spill')).toEqual([]);
  });

  test('comes back for a reader, in another place', () => {
    const hand = new ByHand(spilling);
    const [first, second] = spilled(hand);
    hand.say({ type: 'spilled', block: first!, ok: true }).take();
    hand.say({ type: 'get', request: 9, id: 1 });
    expect(hand.takeAll('spill').map(({ block }) => block)).toEqual([second]);
    hand.say({ type: 'spilled', block: second!, ok: true });
    const [restore] = hand.takeAll('restore');
    expect(restore).toMatchObject({ block: first, bytes: full / 2 });
    hand.take();
    hand.say({ type: 'restored', block: first!, ok: true });
    const { memory } = restore!;
    expect(hand.take()).toEqual([
      { type: 'forget', block: first },
      { type: 'reply', client: 0, request: 9, id: 1, value: stored(memory, memory, 0, full / 2) },
    ]);
  });

  test('comes back for a task before it starts, and stays while it runs', () => {
    const hand = new ByHand(spilling).open();
    const [first, second] = spilled(hand);
    hand.say({ type: 'spilled', block: first!, ok: true }, submit(5, { deps: [1, 2] }));
    hand.boot();
    expect(hand.dispatched()).toEqual([]);
    // the other argument is held, and the third block is being written
    expect(hand.takeAll('spill').map(({ block }) => block)).toEqual([first]);
    expect(hand.machine.store.blocks.get(second!)).toMatchObject({ pins: 1 });
    const [grant] = hand.takeAll('grant');
    hand.say({ type: 'seal', block: grant!.block, objects: 0 }, { type: 'restored', block: first!, ok: true });
    expect(hand.dispatched().map(([, id]) => id)).toEqual([5]);
  });

  test('of a slab moves every object in it', () => {
    const hand = new ByHand({ ...spilling, capacity: 2 * slabBytes }).say({ type: 'alloc', request: 1, bytes: 10 });
    const [slab] = hand.takeAll('grant');
    hand.say(
      { type: 'put', id: 1, value: stored(slab!.block, slab!.memory, 0) },
      { type: 'put', id: 2, value: stored(slab!.block, slab!.memory, 256) },
    );
    hand.say(
      { type: 'seal', block: slab!.block, objects: 2 },
      { type: 'alloc', request: 2, bytes: 10 },
      { type: 'alloc', request: 3, bytes: 10 },
    );
    hand.say({ type: 'spilled', block: slab!.block, ok: true });
    const [, third] = hand.takeAll('grant');
    hand.say({ type: 'get', request: 7, id: 2 }, { type: 'seal', block: third!.block, objects: 0 });
    const [restore] = hand.takeAll('restore');
    hand.say({ type: 'restored', block: slab!.block, ok: true });
    expect(hand.replies()).toEqual({ 7: { block: slab!.block, offset: restore!.offset + 256 } });
  });

  test('that fails is not tried again with the same block; what cannot be read back is lost', () => {
    const hand = new ByHand(spilling);
    const [first, second] = spilled(hand);
    hand.take();
    hand.say({ type: 'spilled', block: first!, ok: false });
    expect(hand.takeAll('spill').map(({ block }) => block)).toEqual([second]);
    hand.say({ type: 'spilled', block: second!, ok: true });
    const [grant] = hand.takeAll('grant');
    hand.say(
      { type: 'get', request: 9, id: 2 },
      { type: 'seal', block: grant!.block, objects: 0 },
      { type: 'restored', block: second!, ok: false },
    );
    expect(hand.replies()).toEqual({ 9: 'lost' });
  });

  test('ends with the object: on disk, on the way there, or on the way back', () => {
    const hand = new ByHand(spilling);
    const [first] = spilled(hand);
    hand.take();
    hand.say({ type: 'drop', id: 1, count: 1 });
    expect(hand.take()).toEqual([]);
    hand.say({ type: 'spilled', block: first!, ok: true });
    expect(hand.takeAll('forget')).toEqual([{ type: 'forget', block: first }]);
    expect(hand.takeAll('unmap')).toEqual([{ type: 'unmap', memory: first }]);
    hand.say({ type: 'drop', id: 2, count: 1 });
    expect(hand.machine.store.onDisk).toBe(0);
  });

  test('answers who waits for an object that is deleted meanwhile', () => {
    const hand = new ByHand(spilling);
    const [first] = spilled(hand);
    hand.say({ type: 'spilled', block: first!, ok: true }, { type: 'get', request: 9, id: 1 }, { type: 'delete', id: 1 });
    expect(hand.replies()).toEqual({ 9: 'lost' });
    expect(hand.machine.store.blocks.has(first!)).toBe(false);
  });

  test('keeps within the disk', () => {
    const hand = new ByHand({ ...spilling, spillBytes: full / 2 });
    spilled(hand);
    hand.say({ type: 'alloc', request: 4, bytes: 100 });
    expect(hand.takeAll('spill')).toHaveLength(1);
  });
});

test('inline values cost the store nothing', () => {
  const hand = new ByHand(options).say({ type: 'put', id: 1, value: inline(1) });
  expect(hand.machine.store.used).toBe(0);
});
