import { expect, test } from 'vitest';
import { collectGarbage } from './collect-garbage.ts';

test('what nothing refers to any more is found', async () => {
  const refs = Array.from({ length: 100 }, (_, i) => new WeakRef({ i }));
  const kept = { kept: true };
  const ref = new WeakRef(kept);
  await new Promise((resolve) => setTimeout(resolve, 0)); // what was just made is kept until the job ends
  collectGarbage();
  expect(refs.filter((one) => one.deref() !== undefined)).toEqual([]);
  expect(ref.deref()).toBe(kept);
});

test('what is young and nothing refers to is found by a short look', async () => {
  const refs = Array.from({ length: 100 }, () => new WeakRef(new SharedArrayBuffer(64)));
  await new Promise((resolve) => setTimeout(resolve, 0));
  collectGarbage('young');
  expect(refs.filter((one) => one.deref() !== undefined)).toEqual([]);
});
