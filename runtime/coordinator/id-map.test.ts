import { expect, test } from 'vitest';
import { IdMap } from './id-map.ts';

const seed = 20_261_125;

test('an IdMap does what a Map does', () => {
  let state = seed;
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const map = new IdMap<number>();
  const model = new Map<number, number>();
  // several clients that number what they make, and let go of it in about that order
  const serials = [0, 0, 0, 0, 0];
  for (let step = 0; step < 200_000; step++) {
    const client = random(serials.length);
    const made = serials[client]!;
    const id = client * 2 ** 32 + Math.max(0, made - random(random(8) === 0 ? 100_000 : 300));
    const what = random(5);
    if (what < 2) {
      map.set(client * 2 ** 32 + made, step);
      model.set(client * 2 ** 32 + made, step);
      serials[client]!++;
    } else if (what < 4) expect(map.delete(id), `seed ${seed}, step ${step}`).toBe(model.delete(id));
    else {
      expect([map.get(id), map.has(id), map.size], `seed ${seed}, step ${step}`).toEqual([model.get(id), model.has(id), model.size]);
    }
  }
  expect([...map.values()].sort((a, b) => a - b)).toEqual([...model.values()].sort((a, b) => a - b));
});
