import { expect, test, vi } from 'vitest';
import { type CompilerJob, CompilerPool } from './compiler-pool.ts';

// Threads with little memory, which one command takes all of; LLVM itself dies like this on a machine that has too little.
vi.mock('node:worker_threads', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:worker_threads')>();
  const text = `
    const { parentPort } = require('node:worker_threads');
    parentPort.on('message', ({ command: [name] }) => {
      if (name === 'throw') throw new Error('bug');
      const kept = [];
      while (name === 'die') kept.push(new Array(1000).fill(kept.length));
      parentPort.postMessage({ text: name, error: undefined, milliseconds: 1 });
    });`;
  class Worker extends original.Worker {
    constructor() {
      super(text, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 16 } });
    }
  }
  return { ...original, Worker };
});

const job = (name: string): CompilerJob => ({ command: [name], files: [], filesOnDisk: [], outputs: [] });

test.each([
  ['die', 'memory limit'],
  ['throw', 'bug'],
])('a command that ends its thread (%s) fails alone: those that come later, or wait for it, get another', async (name, message) => {
  using pool = new CompilerPool(1);
  const [dead, waiting] = await Promise.allSettled([pool.run(job(name)), pool.run(job('waiting'))]);
  expect(dead).toMatchObject({ status: 'rejected', reason: { message: expect.stringContaining(message) } });
  expect(waiting).toEqual({ status: 'fulfilled', value: 'waiting' });
  expect(await pool.run(job('later'))).toBe('later');
});
