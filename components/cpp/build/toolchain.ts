import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { keyOf } from '../../../build/cache.ts';
import { versionOf } from '../../../build/component.ts';

const require = createRequire(import.meta.url);

/** Identifies the installed compiler: its version, and its files by size. */
export function toolKey(): string {
  const folder = path.dirname(require.resolve('@yowasp/clang'));
  const files = fs.readdirSync(folder).sort();
  return keyOf(versionOf('@yowasp/clang', require), ...files.flatMap((name) => [name, String(fs.statSync(path.join(folder, name)).size)]));
}
