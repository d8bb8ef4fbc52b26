import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { removeOthers } from './remove-others.ts';

test('removeOthers() leaves what is of this build, the stamp and the lock', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-others-'));
  const files = ['builds.js', '.stamp.json', 'simd128/ml.js', 'relaxed/ml.js', 'relaxed/deep/x', 'ml.js.123.part', '.stamp.json.123.part'];
  for (const file of files) {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), '');
  }
  fs.mkdirSync(path.join(folder, '.lock/123'), { recursive: true });
  removeOthers(folder, [path.join(folder, 'builds.js'), path.join(folder, 'simd128/ml.js')]);
  expect(fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()).toEqual([
    '.lock',
    '.lock/123',
    '.stamp.json',
    'builds.js',
    'simd128',
    'simd128/ml.js',
  ]);
  fs.rmSync(folder, { recursive: true });
});
