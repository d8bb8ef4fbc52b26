import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../members.ts';

// Nothing committed may depend on where it was made, and nothing built may be committed.
const binaries = /\.(wasm|o|a|whl|node|so|exe|pyc)$/;
const hosts =
  /\b(?:registry\.[a-z]+js\.[a-z]+|[a-z]+\.pypi\.[a-z]+|pypi\.[a-z]+|files\.python[a-z]+\.[a-z]+|[a-z]*\.?crates\.[a-z]+|[a-z]+\.debian\.[a-z]+)\b/;
const narrowed = /\b(?:it|test|describe)\.(?:only|skip|todo|fails)\b/;

/** Tracked files that hold what must not be there. */
export function check(): string[] {
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);
  return files.flatMap((file) => {
    if (binaries.test(file)) return [`${file}: is built, and committed`];
    if (file === 'build/checks/words.ts' || !/\.(ts|js|mjs|json|md|py|sh|wit|hpp|cpp|c|h|wat|yml|toml)$|^[^.]+$/.test(file)) return [];
    const at = path.join(root, file);
    if (!fs.existsSync(at)) return [];
    const text = fs.readFileSync(at, 'utf8');
    const found: string[] = [];
    if (hosts.test(text)) found.push(`${file}: names a package registry's host, ${hosts.exec(text)![0]}`);
    if (/\.test\.ts$/.test(file) && narrowed.test(text)) found.push(`${file}: switches tests off or narrows them`);
    return found;
  });
}
