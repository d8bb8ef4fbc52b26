import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeOutputFolder, writeOutputs } from './write-outputs.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'polyray-out-'));
});
afterEach(() => rm(folder, { recursive: true }));

const tensor = { type: 'fp64' as const, dimensions: [2], data: Float64Array.of(1, 2) };
const never = new AbortController().signal;

test('each output becomes a file of its name, inside the folder', async () => {
  const notes = await writeOutputs({ a: tensor, '../b': tensor }, folder, never);
  expect(notes['a']).toEqual({ type: 'fp64', dimensions: [2], file: path.join(folder, 'a.npy') });
  expect((await readdir(folder)).sort()).toEqual(['.._b.npy', 'a.npy']);
});

test('where one cannot be written, none is', async () => {
  // the name of the part that is to be written is taken by a folder
  await mkdir(path.join(folder, `b.npy.${process.pid}.part`, 'x'), { recursive: true });
  await expect(writeOutputs({ a: tensor, b: tensor }, folder, never)).rejects.toThrow(
    `Cannot write "${path.join(folder, 'b.npy')}": it is a folder`,
  );
  expect((await readdir(folder)).filter((name) => name.endsWith('.npy'))).toEqual([]);
  expect(await readdir(folder)).toEqual([`b.npy.${process.pid}.part`]);
});

test('what is interrupted leaves nothing', async () => {
  await expect(writeOutputs({ a: tensor }, folder, AbortSignal.abort())).rejects.toThrow('Cannot write');
  expect(await readdir(folder)).toEqual([]);
});

test('makeOutputFolder() makes what is missing, and says why it cannot', async () => {
  await makeOutputFolder(path.join(folder, 'x/y/z'));
  await makeOutputFolder(path.join(folder, 'x/y/z'));
  expect(await readdir(path.join(folder, 'x/y'))).toEqual(['z']);
  await writeFile(path.join(folder, 'f'), '');
  for (const [out, why] of [
    [path.join(folder, 'f'), 'it is not a folder'],
    [path.join(folder, 'f/g'), 'it is not a folder'],
    ['', 'ENOENT'],
  ] as const) {
    await expect(makeOutputFolder(out)).rejects.toThrow(`Cannot write into "${out}": ${why}`);
  }
});

test.runIf(process.platform === 'linux')('makeOutputFolder() ends where the system takes no folder', async () => {
  await expect(makeOutputFolder('/proc/polyray/x')).rejects.toThrow('Cannot write into "/proc/polyray/x"');
});
