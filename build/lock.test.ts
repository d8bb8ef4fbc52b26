import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { takeLock } from './lock.mjs';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-lock-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** Takes the lock twenty times, alone inside each time, and dies in the last. @returns a process that then says how it went */
function contender(lock: string): ChildProcess {
  const script = `
    import fs from 'node:fs';
    import { takeLock } from ${JSON.stringify(new URL('lock.mjs', import.meta.url).href)};
    const inside = ${JSON.stringify(`${lock}-inside`)};
    for (let i = 0; i < 20; i++) {
      const release = await takeLock(${JSON.stringify(lock)}, 'tries');
      fs.mkdirSync(inside); // fails where somebody else is
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
      fs.rmdirSync(inside);
      if (i === 19) process.exit(0);
      release();
    }`;
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'ignore', 'pipe'] });
}

test('one process at a time is inside, and those that die there leave it to the next', async () => {
  const lock = path.join(folder, 'contended');
  const ended = Array.from({ length: 8 }, async () => {
    const child = contender(lock);
    let said = '';
    child.stderr!.on('data', (chunk: Buffer) => {
      said += chunk;
    });
    const [status] = (await once(child, 'close')) as [number];
    return { status, errors: said.split('\n').filter((line) => line.includes('Error')) };
  });
  expect(await Promise.all(ended)).toEqual(ended.map(() => ({ status: 0, errors: [] })));
  (await takeLock(lock, 'tries'))();
  expect(fs.readdirSync(folder)).toEqual([]);
}, 60_000);

test('a lock that is let go while somebody looks at it is taken from nobody', async () => {
  const lock = path.join(folder, 'empty');
  fs.mkdirSync(lock);
  (await takeLock(lock, 'tries'))();
  expect(fs.existsSync(lock)).toBe(false);
});

test('a place that cannot hold one is an error', async () => {
  const file = path.join(folder, 'file');
  fs.writeFileSync(file, '');
  await expect(takeLock(path.join(file, 'lock'), 'tries')).rejects.toThrow('ENOTDIR');
});
