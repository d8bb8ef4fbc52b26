import { describe, expect, test } from 'vitest';
import { Lanes } from './lanes.ts';
import { Random } from './simulator/random.ts';

interface Item {
  readonly seq: number;
  readonly key: number;
  state: 'queued' | 'waiting' | 'done';
}

const always = (): boolean => true;

test('10 000 random operations: each lane keeps its order, and of several each gives one in turn', () => {
  const seed = 7;
  const random = new Random(seed);
  const lanes = new Lanes<Item>(0);
  const model = new Map<number, Item[]>();
  /** How many others have given since a lane had something to give. */
  const passedOver = new Map<number, number>();
  const first = (key: number): Item | undefined => {
    const list = model.get(key)!;
    while (list[0]?.state === 'done') list.shift();
    return list[0];
  };
  for (let seq = 0; seq < 10_000; seq++) {
    const key = random.below(6);
    const list = model.get(key) ?? [];
    model.set(key, list);
    const x = random.next();
    if (x < 0.4) {
      const item: Item = { seq, key, state: random.chance(0.8) ? 'queued' : 'waiting' };
      list.push(item);
      lanes.push(key, item);
    } else if (x < 0.5 && list.length > 0) {
      const item = random.pick(list);
      item.state = random.chance(0.5) ? 'done' : 'queued';
      lanes.refresh(key);
    } else {
      const item = lanes.find(always);
      const ready = [...model.keys()].filter((one) => first(one)?.state === 'queued');
      expect(item !== undefined, `seed ${seed}, step ${seq}`).toBe(ready.length > 0);
      if (item === undefined) continue;
      expect(item, `seed ${seed}, step ${seq}`).toBe(first(item.key));
      lanes.shift(item.key);
      model.get(item.key)!.shift();
      for (const one of model.keys()) {
        const waits = one !== item.key && ready.includes(one) ? (passedOver.get(one) ?? 0) + 1 : 0;
        passedOver.set(one, waits);
        expect(waits, `lane ${one}, seed ${seed}, step ${seq}`).toBeLessThan(6);
      }
    }
  }
  for (const list of model.values()) for (const item of list) item.state = 'done';
  for (const key of model.keys()) lanes.refresh(key);
  expect(lanes.find(always)).toBeUndefined();
  expect(lanes.size).toBe(1); // the lasting one
});

describe('an item that comes back', () => {
  test('stands in front, behind older ones', () => {
    const lanes = new Lanes<Item>(0);
    const items = [1, 2, 3, 4].map((seq): Item => ({ seq, key: 0, state: 'queued' }));
    for (const item of items) lanes.push(0, item);
    for (const _ of items.slice(0, 3)) lanes.shift(0);
    for (const at of [1, 0, 2]) lanes.restore(0, items[at]!);
    expect([...lanes].map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });

  test('leaves from the middle out of turn', () => {
    const lanes = new Lanes<Item>(0);
    const items = [1, 2, 3].map((seq): Item => ({ seq, key: 5, state: 'queued' }));
    for (const item of items) lanes.push(5, item);
    lanes.remove(5, items[1]!);
    expect([...lanes]).toEqual([items[0], items[2]]);
  });
});
