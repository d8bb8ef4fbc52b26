import { expect, test } from 'vitest';
import { Deadlines, type Due } from './deadlines.ts';
import { Random } from './simulator/random.ts';

test('10 000 random operations agree with a sorted list', () => {
  const seed = 11;
  const random = new Random(seed);
  const heap = new Deadlines<Due>();
  let model: Due[] = [];
  for (let step = 0; step < 10_000; step++) {
    const x = random.next();
    if (x < 0.5) {
      const item = { at: random.below(1000), place: -1 };
      model.push(item);
      heap.add(item);
    } else if (x < 0.7 && model.length > 0) {
      const item = random.pick(model);
      heap.remove(item);
      heap.remove(item);
      model = model.filter((other) => other !== item);
    } else {
      const now = random.below(1000);
      const item = heap.take(now);
      const first = Math.min(Infinity, ...model.map(({ at }) => at));
      expect(item?.at, `seed ${seed}, step ${step}`).toBe(first <= now ? first : undefined);
      model = model.filter((other) => other !== item);
    }
    expect(heap.next, `seed ${seed}, step ${step}`).toBe(Math.min(Infinity, ...model.map(({ at }) => at)));
  }
});
