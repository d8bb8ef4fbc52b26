import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { removeOrphans } from './host.ts';

test('removeOrphans() takes away what has no source any more, and nothing else', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-dist-'));
  const write = (name: string) => {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), '');
  };
  ['runtime/cli/run.ts', 'runtime/types.d.ts'].forEach(write);
  const kept = ['cli/run.d.ts', 'cli/run.js', 'cli/run.js.map', 'types.d.ts', '.stamp.json'];
  [...kept, 'cli/gone.js', 'cli/gone.js.map', 'cli/gone.d.ts'].forEach((name) => {
    write(`dist/${name}`);
  });
  removeOrphans(path.join(folder, 'dist'), path.join(folder, 'runtime'));
  const left = fs.readdirSync(path.join(folder, 'dist'), { recursive: true, encoding: 'utf8' }).filter((name) => name !== 'cli');
  expect(left.sort()).toEqual(kept.sort());
  fs.rmSync(folder, { recursive: true });
});
