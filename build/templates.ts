import fs from 'node:fs';
import path from 'node:path';
import { writeChanged } from './cache.ts';
import { root } from './members.ts';
import { contractDirectory } from './wit-source.ts';

/** What templates share with our own members: a folder of theirs, and where it comes from. */
const shared: readonly (readonly [folder: string, from: string])[] = [
  ['executor/assemblyscript/assembly/abi', path.join(root, 'components/ml/assembly/abi')],
];

/** Lays out what `polyray new` copies: templates/, the contract, what they share with members, and the versions of tools that we use. */
export function buildTemplates(target: string): void {
  const from = path.join(root, 'templates');
  const kept = new Set<string>();
  const copy = (source: string, to: string): void => {
    for (const name of fs.readdirSync(source, { recursive: true, encoding: 'utf8' })) {
      if (!fs.statSync(path.join(source, name)).isFile()) continue;
      const text = fs.readFileSync(path.join(source, name), 'utf8');
      kept.add(path.join(to, name));
      writeChanged(
        path.join(to, name),
        text.replaceAll(/__VERSION:([^_]+)__/g, (_, dependency: string) => pinned(dependency)),
      );
    }
  };
  copy(from, target);
  for (const [folder, source] of shared) copy(source, path.join(target, folder));
  for (const language of fs.readdirSync(path.join(from, 'executor')))
    copy(contractDirectory, path.join(target, 'executor', language, 'wit'));
  for (const name of fs.readdirSync(target, { recursive: true, encoding: 'utf8' }).reverse()) {
    const file = path.join(target, name);
    const gone = fs.statSync(file).isFile() ? !kept.has(file) : fs.readdirSync(file).length === 0;
    if (gone) fs.rmSync(file, { recursive: true });
  }
}

/** As our own members pin it. */
function pinned(dependency: string): string {
  const manifests = ['.', ...fs.readdirSync(path.join(root, 'components')).map((name) => `components/${name}`)];
  for (const folder of manifests) {
    const { devDependencies } = JSON.parse(fs.readFileSync(path.join(root, folder, 'package.json'), 'utf8')) as {
      devDependencies?: Record<string, string>;
    };
    const version = devDependencies?.[dependency];
    if (version !== undefined) return version;
  }
  throw new Error(`Cannot make templates: no member has "${dependency}" as a dev dependency`);
}
