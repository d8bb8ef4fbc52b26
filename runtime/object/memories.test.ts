import { expect, test } from 'vitest';
import { Memories } from './memories.ts';

const mib = 2 ** 20;

function memories() {
  const log: string[] = [];
  const own = new Memories({
    unlease: (block) => log.push(`unlease ${block}`),
    pull: () => log.push('pull'),
    littered: () => log.push('littered'),
  });
  return { own, log };
}

test('buffers of one object are taken in the order in which they came', () => {
  const { own, log } = memories();
  const [first, second] = [new SharedArrayBuffer(8), new SharedArrayBuffer(8)];
  own.addBuffer(7, first);
  own.addBuffer(7, second);
  expect([own.takeBuffer(7, false), own.takeBuffer(7, true)]).toEqual([first, second]);
  expect(() => own.takeBuffer(7, false)).toThrow('Cannot reach shared memory 7');
  expect(log).toEqual(['pull']);
});

test('after 64 MiB that were leased it is time to look for garbage; what was not leased does not count', () => {
  const { own, log } = memories();
  const take = (bytes: number, leased: boolean) => {
    own.addBuffer(1, new SharedArrayBuffer(bytes));
    own.takeBuffer(1, leased);
  };
  take(100 * mib, false);
  for (let i = 0; i < 3; i++) take(16 * mib, true);
  expect(log).toEqual([]);
  take(16 * mib, true);
  expect(log).toEqual(['littered']);
  for (let i = 0; i < 3; i++) take(16 * mib, true);
  expect(log).toEqual(['littered']);
  take(200 * mib, true);
  expect(log).toEqual(['littered', 'littered']);
});
