import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from './members.ts';
import { setVersion } from './set-version.ts';

const stated = [
  'package.json',
  'components/cpp/package.json',
  'components/cpp/index.js',
  'components/python-sealed/package.json',
  'components/python-sealed/index.js',
  'components/python-sealed/guest/polyray_sealed/executor.py',
  'examples/script-page/package.json',
  'examples/vite-app/package.json',
  'examples/vite-app/package-lock.json',
];
/** In how many lines, where not in one. */
const lines: Readonly<Record<string, number>> = {
  'components/cpp/package.json': 2,
  'components/python-sealed/package.json': 2,
  'examples/vite-app/package.json': 2,
  'examples/vite-app/package-lock.json': 2,
};

test('setVersion() gives all packages one version, wherever it is stated, and changes nothing else', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-version-'));
  try {
    for (const file of stated) {
      fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      fs.copyFileSync(path.join(root, file), path.join(folder, file));
    }
    expect(setVersion(folder, '7.8.9').sort()).toEqual([...stated].sort());
    for (const file of stated) {
      const read = (at: string) => fs.readFileSync(path.join(at, file), 'utf8').split('\n');
      const was = read(root);
      const changed = read(folder).filter((line, i) => line !== was[i]);
      expect(
        changed.every((line) => line.includes('7.8.9')),
        file,
      ).toBe(true);
      expect(changed, file).toHaveLength(lines[file] ?? 1);
    }
    fs.writeFileSync(path.join(folder, 'components/cpp/index.js'), 'export {};\n');
    expect(() => setVersion(folder, '7.8.9')).toThrow('Cannot set the version of "components/cpp/index.js": it states none');
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});
