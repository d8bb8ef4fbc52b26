import fs from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RingReader, RingWriter, ringMemory } from './byte-ring.ts';
import { Page } from './page.ts';

const seed = 20_261_125;

/** A page with the words of one record: its number, over and over. */
function filled(words: number, value: number): Page {
  const page = new Page();
  for (let i = 0; i < words; i++) page.putNumber(value);
  return page;
}

function ends(capacity: number) {
  const memory = ringMemory(capacity);
  return { memory, writer: new RingWriter(memory), reader: new RingReader(memory) };
}

test('the picture shows what the code does', () => {
  const source = fs.readFileSync(new URL('byte-ring.ts', import.meta.url), 'utf8');
  const [head, tail, full, records] = /^\/\/ byte +(\d+) +(\d+) +(\d+) +(\d+) +\d+ \+ capacity$/m.exec(source)!.slice(1).map(Number);
  expect([head, tail, full, records].map((byte) => byte! % 64)).toEqual([0, 0, 0, 0]);
  const { memory, writer, reader } = ends(128);
  const ints = new Int32Array(memory);
  expect(memory.byteLength).toBe(records! + 128);
  expect(writer.push(filled(2, 7), 0, 2, 2)).toBe(true);
  expect(ints[tail! / 4]).toBe(0);
  writer.publish();
  expect(ints[tail! / 4]).toBe(3);
  expect([...ints.subarray(records! / 4, records! / 4 + 2)]).toEqual([2, 2]);
  expect([...new Float64Array(memory, records! + 8, 2)]).toEqual([7, 7]);
  for (let record = 0; record < 4; record++) expect(writer.push(filled(2, 7), 0, 2, 0)).toBe(true);
  expect(ints[full! / 4]).toBe(0);
  expect(writer.push(filled(2, 7), 0, 2, 0)).toBe(false);
  expect(ints[full! / 4]).toBe(1);
  expect(reader.shift(new Page())).toBe('part');
  expect(ints[head! / 4]).toBe(3);
  // word 15 is the last one: the next record begins at word 0 again
  expect(writer.push(filled(2, 8), 0, 2, 0)).toBe(true);
  expect(ints[records! / 4 + 2 * 15]).toBe(-1);
  expect([...new Float64Array(memory, records! + 8, 2)]).toEqual([8, 8]);
});

test('a ring is a queue of records, whatever happens in which order', () => {
  const push = fc.record({ words: fc.integer({ min: 1, max: 7 }), left: fc.integer({ min: 0, max: 3 }) });
  fc.assert(
    fc.property(
      fc.array(fc.oneof(push, fc.constantFrom('publish' as const, 'shift' as const)), { maxLength: 200, size: 'max' }),
      (steps) => {
        const { writer, reader } = ends(256);
        const written: { words: number; left: number; value: number }[] = [];
        const published: typeof written = [];
        let value = 0;
        for (const step of steps) {
          if (step === 'publish') {
            expect(writer.publish()).toBe(written.length > 0);
            published.push(...written.splice(0));
          } else if (step === 'shift') {
            const page = new Page();
            expect(reader.pending).toBe(published.length > 0);
            const found = reader.shift(page);
            const record = published.shift();
            expect(found).toBe(record === undefined ? 'nothing' : record.left > 0 ? 'part' : 'end');
            expect([...new Float64Array(page.copy())]).toEqual(Array(record?.words ?? 0).fill(record?.value));
          } else {
            const { room } = writer;
            if (writer.push(filled(step.words, ++value), 0, step.words, step.left)) written.push({ ...step, value });
            else {
              expect(room).toBe(false);
              published.push(...written.splice(0));
            }
          }
        }
      },
    ),
    { seed, numRuns: 500 },
  );
});

test('counts go on past 2^31 words', () => {
  const memory = ringMemory(256);
  new Int32Array(memory)[0] = new Int32Array(memory)[16] = 2 ** 31 - 40;
  const writer = new RingWriter(memory);
  const reader = new RingReader(memory);
  for (let round = 0; round < 40; round++) {
    expect(writer.push(filled(5, round), 0, 5, 0)).toBe(true);
    writer.publish();
    const page = new Page();
    expect(reader.shift(page)).toBe('end');
    expect(new Float64Array(page.copy())[4]).toBe(round);
  }
  expect(new Int32Array(memory)[0]).toBeLessThan(0);
});

test('the writer is told once that half the ring is free', () => {
  const { writer, reader } = ends(256);
  while (writer.push(filled(3, 1), 0, 3, 0));
  expect(writer.room).toBe(false);
  const told = Array.from({ length: 8 }, () => {
    expect(reader.shift(new Page())).toBe('end');
    return reader.takeFull();
  });
  expect(told).toEqual([false, false, false, true, false, false, false, false]);
  expect(writer.room).toBe(true);
});

test('what a writer that died had not published is not there', () => {
  const { memory, writer, reader } = ends(256);
  writer.push(filled(3, 1), 0, 3, 0);
  writer.publish();
  writer.push(filled(3, 2), 0, 3, 0);
  expect(reader.shift(new Page())).toBe('end');
  expect(reader.shift(new Page())).toBe('nothing');
  const next = new RingWriter(memory);
  next.push(filled(4, 3), 0, 4, 0);
  next.publish();
  const page = new Page();
  expect(reader.shift(page)).toBe('end');
  expect([...new Float64Array(page.copy())]).toEqual([3, 3, 3, 3]);
});

test.each([0, 32, 100, -64, 65.5])('no ring has %d bytes', (capacity) => {
  expect(() => ringMemory(capacity)).toThrow(RangeError);
});
