import fs from 'node:fs';
import path from 'node:path';
import { root } from '../members.ts';
import { contractDirectory } from '../wit-source.ts';

// What the tools accept and we do not: items without documentation, files that disagree on the package.
const item = /^\s*(?:(?:interface|world|record|variant|enum|flags|resource|type)\s+%?[a-z][a-z0-9-]*|%?[a-z][a-z0-9-]*(?::\s|\(|,|\s*$))/;
const exempt = /^\s*(?:use|package|import|export|include|\/\/|[{}]|$)/;

/** Mistakes in one WIT file, "file:line: message". */
export function lintWit(file: string, text: string): string[] {
  const found: string[] = [];
  const lines = text.split('\n');
  for (const [i, line] of lines.entries()) {
    if (line.includes('\t')) found.push(`${file}:${i + 1}: a tab`);
    if (exempt.test(line) || !item.test(line)) continue;
    if (!/^\s*\/\/\/ \S/.test(lines[i - 1] ?? '')) found.push(`${file}:${i + 1}: "${line.trim()}" is not documented`);
  }
  return found;
}

/** The package that a WIT file names. */
export function packageOf(text: string): string | undefined {
  return /^package ([^;]+);/m.exec(text)?.[1];
}

/** The contract's documentation, its one package, and the versions that the host and the members state. */
export function check(): string[] {
  const found: string[] = [];
  const packages = new Set<string>();
  for (const name of fs.readdirSync(contractDirectory).filter((file) => file.endsWith('.wit'))) {
    const text = fs.readFileSync(path.join(contractDirectory, name), 'utf8');
    found.push(...lintWit(`wit/${name}`, text));
    const named = packageOf(text);
    if (named === undefined) found.push(`wit/${name}: names no package`);
    else packages.add(named);
  }
  if (packages.size > 1) found.push(`wit: files name different packages: ${[...packages].join(', ')}`);
  const [only] = packages;
  const [, id, version] = /^([^@]+)@(.+)$/.exec(only ?? '') ?? [];
  const contract = fs.readFileSync(path.join(root, 'runtime/executor/contract.ts'), 'utf8');
  if (!contract.includes(`contractPackage = '${id}'`) || !contract.includes(`contractVersion = '${version}'`)) {
    found.push(`runtime/executor/contract.ts: does not state ${only}`);
  }
  for (const folder of fs.readdirSync(path.join(root, 'components'))) {
    const directory = path.join(root, 'components', folder, 'wit');
    if (!fs.existsSync(directory)) continue;
    for (const name of fs.readdirSync(directory))
      found.push(...lintWit(`components/${folder}/wit/${name}`, fs.readFileSync(path.join(directory, name), 'utf8')));
  }
  return found;
}
