import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

/** Work that notes what happens to it, and takes a moment to end. */
const worker = (turns: Turns, seen: string[]) => (name: string) =>
  turns.begin(async (signal) => {
    seen.push(`${name} begins`);
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    await sleep(5);
    seen.push(`${name} ends`);
  });

test('the newest begins when what was under way has ended; what came between never does', async () => {
  const turns = new Turns();
  const seen: string[] = [];
  const begin = worker(turns, seen);
  void begin('first');
  await sleep(1);
  void begin('second');
  void begin('third');
  await sleep(20);
  expect(seen).toEqual(['first begins', 'first ends', 'third begins']);
  await turns.end();
  expect(seen.at(-1)).toBe('third ends');
});

test('nothing begins after the end, and nothing that waited for its turn', async () => {
  const turns = new Turns();
  const seen: string[] = [];
  const begin = worker(turns, seen);
  void begin('first');
  await sleep(1);
  void begin('waiting');
  await turns.end();
  await begin('late');
  expect(seen).toEqual(['first begins', 'first ends']);
});

test('work that fails tells who began it, and the next begins', async () => {
  const turns = new Turns();
  const failed = turns.begin(async () => {
    throw new Error('no');
  });
  await expect(failed).rejects.toThrow('no');
  let worked = false;
  await turns.begin(async () => {
    worked = true;
  });
  expect(worked).toBe(true);
});
