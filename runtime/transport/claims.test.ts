import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { type Claim, Claims, claimsMemory } from './claims.ts';

test('an offer goes to the worker or back to the hub, never to both', () => {
  const memory = claimsMemory();
  const hub = new Claims(memory);
  const worker = new Claims(memory);
  const taken = hub.offer(1, 1)!;
  expect(worker.take(taken)).toBe(true);
  expect(hub.withdraw(taken)).toBe(false);
  expect(worker.take(taken)).toBe(false);
  const withdrawn = hub.offer(1, 1)!;
  expect(hub.withdraw(withdrawn)).toBe(true);
  expect(worker.take(withdrawn)).toBe(false);
});

test('an old offer of a slot that is used again is nobody’s', () => {
  const memory = claimsMemory();
  const hub = new Claims(memory);
  const old = hub.offer(1, 1)!;
  hub.withdraw(old);
  hub.release(old);
  const next = hub.offer(1, 1)!;
  expect(next.slot).toBe(old.slot);
  expect(new Claims(memory).take(old)).toBe(false);
  expect(new Claims(memory).take(next)).toBe(true);
});

test('slots run out, and come back', () => {
  const hub = new Claims(claimsMemory());
  const claims: Claim[] = [];
  for (let claim = hub.offer(1, 1); claim !== undefined; claim = hub.offer(1, 1)) claims.push(claim);
  expect(claims).toHaveLength(1024);
  hub.release(claims[7]!);
  expect(hub.offer(1, 1)?.slot).toBe(claims[7]!.slot);
});

test('two threads that race for 100 000 offers share them', async () => {
  const memory = claimsMemory();
  const gate = new SharedArrayBuffer(8);
  const rounds = 100;
  const source = `
    const { workerData: { memory, gate, url, rounds }, parentPort } = require('node:worker_threads');
    import(url).then(({ Claims }) => {
      const claims = new Claims(memory), word = new Int32Array(gate);
      let taken = 0;
      for (let round = 1; round <= rounds; round++) {
        Atomics.wait(word, 0, round - 1);
        for (let slot = 0; slot < 1000; slot++) if (claims.take({ slot, serial: 1000 * (round - 1) + slot + 1 })) taken++;
        Atomics.store(word, 1, round);
        Atomics.notify(word, 1);
      }
      parentPort.postMessage(taken);
    });`;
  const workerData = { memory, gate, rounds, url: new URL('./claims.ts', import.meta.url).href };
  const worker = new Worker(source, { eval: true, workerData });
  const answer = new Promise<number>((resolve) => worker.once('message', resolve));
  const word = new Int32Array(gate);
  const hub = new Claims(memory);
  let withdrawn = 0;
  for (let round = 1; round <= rounds; round++) {
    const claims = Array.from({ length: 1000 }, () => hub.offer(1, 1)!);
    expect(claims[999]).toMatchObject({ slot: 999, serial: 1000 * round });
    Atomics.store(word, 0, round);
    Atomics.notify(word, 0);
    // from the other end: they meet somewhere
    for (const claim of claims.toReversed()) if (hub.withdraw(claim)) withdrawn++;
    Atomics.wait(word, 1, round - 1);
    for (const claim of claims.toReversed()) hub.release(claim);
  }
  const taken = await answer;
  await worker.terminate();
  expect(taken + withdrawn).toBe(1000 * rounds);
}, 60_000);
