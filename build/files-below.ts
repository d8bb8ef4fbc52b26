import fs from 'node:fs';
import path from 'node:path';
import { sha256 } from './cache.ts';

/** The files below a folder, by their paths in it with slashes between, sorted; none where there is no folder. */
export function filesBelow(folder: string): string[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => path.relative(folder, path.join(parentPath, name)).replaceAll('\\', '/'))
    .sort();
}

/** SHA-256 of those that count, by path. Default: all but a build's stamp, which is of times and not of contents. */
export function digestsBelow(folder: string, counts = (file: string): boolean => file !== '.stamp.json'): Record<string, string> {
  const files = filesBelow(folder).filter(counts);
  return Object.fromEntries(files.map((file) => [file, sha256(fs.readFileSync(path.join(folder, file)))]));
}
