import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { CannotWriteError, writeWhole } from './cache.ts';
import { takeLock } from './lock.mjs';
import type { Member } from './members.ts';

/** A hash of names, sizes and times: cheap, and different whenever a file was touched. The build itself goes by content. */
export function fingerprint({ inputs, except }: Member, options: unknown): string {
  const hash = createHash('sha256').update(JSON.stringify(options));
  const visit = (file: string): void => {
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    if (stat === undefined) return;
    if (!stat.isDirectory()) {
      hash.update(`${file}\0${stat.size}\0${stat.mtimeMs}\0`);
      return;
    }
    for (const name of fs.readdirSync(file).sort()) if (!except.has(name)) visit(path.join(file, name));
  };
  for (const input of inputs) visit(input);
  return hash.digest('hex');
}

/** Whether a change of the file changes the fingerprint. */
export function isInput({ inputs, except }: Member, file: string): boolean {
  return inputs.some((input) => {
    const names = path.relative(input, file).split(path.sep);
    return names[0] !== '..' && !names.some((name) => except.has(name));
  });
}

const stampOf = (member: Member) => path.join(member.directory, 'dist', '.stamp.json');

interface Stamp {
  readonly fingerprint: string;
  /** Paths from the member's folder. */
  readonly files: readonly string[];
}

/** Whether the last build finished, from these inputs, and its files are still there. */
export function isCurrent(member: Member, print: string): boolean {
  const file = stampOf(member);
  if (!fs.existsSync(file)) return false;
  const stamp = JSON.parse(fs.readFileSync(file, 'utf8')) as Stamp;
  return stamp.fingerprint === print && stamp.files.every((name) => fs.existsSync(path.join(member.directory, name)));
}

/** To be called before a build writes anything: what ends it leaves files of two builds, which must not pass for current. */
export function unstamp(member: Member): void {
  fs.rmSync(stampOf(member), { force: true });
}

/** @param print from before the build: what was edited meanwhile is not current */
export function stamp(member: Member, print: string, files: readonly string[]): void {
  const relative = files.map((file) => path.relative(member.directory, file));
  writeWhole(stampOf(member), JSON.stringify({ fingerprint: print, files: relative } satisfies Stamp));
}

/**
 * Waits until no other process writes what the member is built to.
 *
 * @returns lets the next in
 * @throws {CannotWriteError}
 */
export async function lock({ name, directory }: Member, signal?: AbortSignal): Promise<() => void> {
  const folder = path.join(directory, 'dist', '.lock');
  return takeLock(folder, `builds ${name}`, signal).catch((cause) => {
    signal?.throwIfAborted();
    throw new CannotWriteError(folder, cause);
  });
}
