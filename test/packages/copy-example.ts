import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { inject } from 'vitest';
import { root } from '../../build/members.ts';

/** Copies an example to where it finds the packages as they are published, and installs what else it needs. @returns its folder */
export function copyExample(name: string): string {
  const folder = path.join(inject('project'), 'examples', name);
  const given = path.join(root, 'examples', name);
  fs.cpSync(given, folder, { recursive: true, filter: (file) => !/\/(node_modules|dist|out)$/.test(file) });
  if (fs.existsSync(path.join(folder, 'package-lock.json'))) {
    const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];
    execFileSync('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  return folder;
}
