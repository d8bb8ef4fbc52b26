import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const example = 'examples/bearing-diagnosis';
const plugins = 'cpp_plugins';

/** Our own TypeScript of a folder, tests apart. */
function typescript(folder: string): string[] {
  const names = fs.readdirSync(path.join(root, folder)).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  return names.map((name) => `${folder}/${name}`);
}

/** A C++ source, the headers that it includes, their sources, and so on; of cpp_plugins alone. */
function withIncludes(start: string): string[] {
  const found = new Set<string>();
  const visit = (file: string): void => {
    if (found.has(file) || !fs.existsSync(path.join(root, file))) return;
    found.add(file);
    const text = fs.readFileSync(path.join(root, file), 'utf8');
    for (const [, name] of text.matchAll(/^#include "([^"]+)\.hpp"/gm)) {
      for (const other of [`${plugins}/include/${name}.hpp`, `${plugins}/src/${name}.hpp`, `${plugins}/src/${name}.cpp`]) visit(other);
    }
  };
  visit(start);
  return [...found];
}

/** What a file says to a compiler: C++ without comments and layout, which change often and mean nothing here. */
function meaning(file: string): string {
  const text = fs.readFileSync(path.join(root, file), 'utf8');
  return /\.[ch]pp$/.test(file) ? text.replaceAll(/\/\/.*$/gm, '').replaceAll(/\s+/g, ' ') : text;
}

/** SHA-256 by path (from the repository's root) of everything that the trained weights follow from, FFTW and compiler apart. */
export function sourceHashes(): Record<string, string> {
  const files = [
    `${example}/bearing.ts`,
    `${example}/rule.py`,
    ...typescript(`${example}/simulate`),
    ...typescript(`${example}/train`),
    ...withIncludes(`${plugins}/src/bearing_evidence.cpp`),
    'components/cpp/operations/bearing.evidence.cpp',
  ];
  const hash = (file: string) => createHash('sha256').update(meaning(file)).digest('hex');
  return Object.fromEntries(files.sort().map((file) => [file, hash(file)]));
}
