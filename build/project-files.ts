import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from './members.ts';

/**
 * The project's files, committed or new, as paths from the repository, sorted.
 *
 * @param places folders or git's patterns; default: all
 */
export function projectFiles(...places: string[]): string[] {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', ...places];
  const listed = execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\0');
  return [...new Set(listed)].filter((file) => file !== '' && fs.existsSync(path.join(root, file))).sort();
}
