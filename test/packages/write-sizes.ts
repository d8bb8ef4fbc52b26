// Measures what is built, and writes the table of docs/embedding.md.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../../build/members.ts';
import { measureAll, writeTable } from './sizes.ts';

const project = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-sizes-'));
try {
  fs.mkdirSync(path.join(project, 'node_modules'));
  fs.symlinkSync(root, path.join(project, 'node_modules/polyray'));
  fs.symlinkSync(path.join(root, 'components/cpp'), path.join(project, 'node_modules/polyray-cpp'));
  writeTable(await measureAll(project));
} finally {
  fs.rmSync(project, { recursive: true });
}
