import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sha256 } from './cache.ts';
import { digestsBelow, filesBelow } from './files-below.ts';

test('the files below a folder are there in order, and the stamp has no digest', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-below-'));
  onTestFinished(() => fs.rmSync(folder, { recursive: true }));
  fs.mkdirSync(path.join(folder, 'a/empty'), { recursive: true });
  for (const file of ['b', 'a/c', '.stamp.json']) fs.writeFileSync(path.join(folder, file), file);
  expect(filesBelow(folder)).toEqual(['.stamp.json', 'a/c', 'b']);
  expect(digestsBelow(folder)).toEqual({ 'a/c': sha256('a/c'), b: sha256('b') });
  expect(Object.keys(digestsBelow(folder, (file) => file.startsWith('.')))).toEqual(['.stamp.json']);
  expect(filesBelow(path.join(folder, 'none'))).toEqual([]);
});
