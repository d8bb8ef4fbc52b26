import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Cache, keyOf, writeChanged } from './cache.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-cache-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

test('keyOf() counts the borders of its parts', () => {
  expect(keyOf('ab', 'c')).not.toBe(keyOf('a', 'bc'));
  expect(keyOf('a', Buffer.from('b'))).toBe(keyOf(Buffer.from('a'), 'b'));
});

test('an entry is made once, and none where that fails', async () => {
  const cache = new Cache(path.join(folder, 'once'));
  let made = 0;
  const make = async () => new Uint8Array([++made]);
  expect(await cache.bytes('key', 'bin', make)).toEqual(new Uint8Array([1]));
  expect(await cache.bytes('key', 'bin', make)).toEqual(new Uint8Array([1]));
  await expect(cache.bytes('other', 'bin', () => Promise.reject(new Error('no compiler')))).rejects.toThrow('no compiler');
  expect(cache.has('other', 'bin')).toBe(false);
});

test('writeChanged() leaves an equal file alone', () => {
  const file = path.join(folder, 'a/b.txt');
  expect(writeChanged(file, 'x')).toBe(true);
  const { ino } = fs.statSync(file);
  expect(writeChanged(file, 'x')).toBe(false);
  expect(fs.statSync(file).ino).toBe(ino);
  expect(writeChanged(file, 'y')).toBe(true);
});

// a namespace of mounts of one's own, where the system gives one
const mayMount = process.platform === 'linux' && spawnSync('unshare', ['--mount', '--map-root-user', 'true']).status === 0;
const here = import.meta.dirname;

/** Writes a MiB below `place`, on a disk that is mounted there. @returns what it failed with, and what is left in the folder */
function writeOn(mount: string): string {
  const place = fs.mkdtempSync(path.join(folder, 'disk-'));
  const script = `
    import fs from 'node:fs';
    import { writeWhole } from ${JSON.stringify(path.join(here, 'cache.ts'))};
    try { writeWhole(${JSON.stringify(path.join(place, 'entry.bin'))}, new Uint8Array(1 << 20)); }
    catch (error) { console.log(error.name + ': ' + error.message); }
    console.log('left: ' + fs.readdirSync(${JSON.stringify(place)}).join());`;
  const command = `${mount} ${JSON.stringify(place)} && ${JSON.stringify(process.execPath)} --input-type=module -e "$SCRIPT"`;
  const options = { encoding: 'utf8', env: { ...process.env, SCRIPT: script } } as const;
  return execFileSync('unshare', ['--mount', '--map-root-user', 'sh', '-c', command], options);
}

test.runIf(mayMount)('a full disk is said, and nothing half is left', () => {
  const said = writeOn('mount -t tmpfs -o size=64k none');
  expect(said).toMatch(/^CannotWriteError: Cannot write ".*entry\.bin": the disk is full; free some space and build again/);
  expect(said).toMatch(/^left: $/m);
});

test.runIf(mayMount)('a disk that is read only is said', () => {
  expect(writeOn('mount -t tmpfs -o ro,size=1m none')).toMatch(/^CannotWriteError: .*it lies on a disk that is read only; build in a copy/);
});
