import fs from 'node:fs';
import path from 'node:path';

/** Deletes what builds with other options left in a folder, and what was being written when one was killed. */
export function removeOthers(folder: string, kept: readonly string[]): void {
  const keep = new Set(kept);
  for (const name of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort().reverse()) {
    if (ofTheBuild.test(name)) continue;
    const file = path.join(folder, name);
    if (fs.statSync(file).isDirectory() ? fs.readdirSync(file).length === 0 : !keep.has(file)) fs.rmSync(file, { recursive: true });
  }
}

/** The stamp, the lock, and what those make who wait for it. */
const ofTheBuild = /^\.(stamp\.json$|lock)/;
