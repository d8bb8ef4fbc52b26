import { expect, test } from 'vitest';
import { EntryCache, type EntryKind } from './entry-cache.ts';

const kind: EntryKind<string> = {
  toContent: () => {
    throw new Error('there is no disk');
  },
  fromContent: () => {
    throw new Error('there is no disk');
  },
  sizeOf: (entry) => entry.length,
};

test('several who ask at once share one entry', async () => {
  const cache = new EntryCache(kind, undefined);
  let made = 0;
  const make = async () => `entry ${++made}`;
  expect(await Promise.all([1, 2, 3].map(() => cache.get('key', make)))).toEqual(['entry 1', 'entry 1', 'entry 1']);
  expect(await cache.get('key', make)).toBe('entry 1');
});

test('what one could not make is not refused to another, and is made once for the rest', async () => {
  const cache = new EntryCache(kind, undefined);
  const fails = () => Promise.reject(new Error('not granted to the first'));
  let made = 0;
  const make = async () => `entry ${++made}`;
  const results = await Promise.allSettled([cache.get('key', fails), cache.get('key', make), cache.get('key', make)]);
  expect(results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason.message))).toEqual([
    'not granted to the first',
    'entry 1',
    'entry 1',
  ]);
});
