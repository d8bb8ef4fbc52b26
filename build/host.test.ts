import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { removeOrphans } from './host.ts';

test('removeOrphans() takes away what is not of this build any more, and nothing else', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-dist-'));
  const write = (name: string) => {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), '');
  };
  const built = ['cli/run.js', 'cli/run.js.map', 'cli/run.d.ts', 'run-ABC.js'];
  const kept = [...built, 'templates/index.js', 'core.wasm', '.stamp.json'];
  [...kept, 'cli/gone.js', 'cli/gone.js.map', 'cli/gone.d.ts', 'run-OLD.js'].forEach((name) => {
    write(`dist/${name}`);
  });
  const dist = path.join(folder, 'dist');
  removeOrphans(dist, new Set(built.map((name) => path.join(dist, name))));
  const left = fs.readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) => fs.statSync(path.join(dist, name)).isFile());
  expect(left.sort()).toEqual(kept.sort());
  fs.rmSync(folder, { recursive: true });
});
