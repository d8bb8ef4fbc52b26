import fs from 'node:fs';
import path from 'node:path';
import { root } from '../members.ts';

interface Manifest {
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
}

/** Every dependency is pinned, and has its line in docs/dependencies.md. */
export function check(): string[] {
  const page = fs.readFileSync(path.join(root, 'docs/dependencies.md'), 'utf8');
  const folders = [
    '.',
    'bench',
    'build/sbom',
    'demo',
    'docs',
    'test/packages',
    ...fs.readdirSync(path.join(root, 'examples')).map((name) => `examples/${name}`),
    'test/runtimes',
    'test/runtimes/browser',
    ...fs.readdirSync(path.join(root, 'components')).map((name) => `components/${name}`),
  ];
  return folders.flatMap((folder) => {
    const file = path.join(root, folder, 'package.json');
    if (!fs.existsSync(file)) return [];
    const { dependencies = {}, devDependencies = {} } = JSON.parse(fs.readFileSync(file, 'utf8')) as Manifest;
    return Object.entries({ ...dependencies, ...devDependencies }).flatMap(([name, version]) => [
      ...(/^\d/.test(version) ? [] : [`${folder}/package.json: "${name}" is not pinned: ${version}`]),
      ...(page.includes(`\`${name}\``) ? [] : [`docs/dependencies.md: says nothing of "${name}"`]),
    ]);
  });
}
