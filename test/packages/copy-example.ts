import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { inject } from 'vitest';
import { root } from '../../build/members.ts';

/**
 * Copies an example, the first time, to where there is nothing else, and installs what its manifest asks for: the packages as they
 * are published.
 *
 * @returns its folder
 */
export function copyExample(name: string): string {
  const folder = path.join(inject('project'), '../examples', name);
  if (fs.existsSync(folder)) return folder;
  const given = path.join(root, 'examples', name);
  fs.cpSync(given, folder, { recursive: true, filter: (file) => !/\/(node_modules|dist|out)$/.test(file) });
  const { dependencies } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) as { dependencies: object };
  const tarballs = inject('packed').flatMap((one) => (one.name in dependencies ? [one.tarball] : []));
  const args = ['install', ...tarballs, '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];
  execFileSync('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  return folder;
}
