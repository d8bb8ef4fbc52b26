import fs from 'node:fs';
import path from 'node:path';
import { importsOf } from './checks/imports.ts';
import { root } from './members.ts';

/** The files that a script loads, as paths from the repository; what it imports while it runs too, where that is written out. */
export function closureOf(script: string): string[] {
  const seen = new Set<string>();
  const open = [script];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const text = fs.readFileSync(path.join(root, next), 'utf8').replaceAll(/^import type .*$/gm, '');
    for (const { specifier } of importsOf(text))
      if (specifier.startsWith('.')) open.push(path.posix.join(path.posix.dirname(next), specifier));
  }
  return [...seen];
}
