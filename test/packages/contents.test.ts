import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { root } from '../../build/members.ts';
import { packageContents } from './package-contents.ts';

const packed = inject('packed');
const project = inject('project');

const manifestOf = (name: string) =>
  JSON.parse(fs.readFileSync(path.join(project, 'node_modules', name, 'package.json'), 'utf8')) as {
    version: string;
    license: string;
    dependencies?: Record<string, string>;
    peerDependencies?: Record<string, string>;
    exports: Record<string, unknown>;
  };

/** The files that a package's `exports` name. */
function targets(exports: unknown): string[] {
  if (typeof exports === 'string') return [exports];
  return Object.values(exports as object).flatMap(targets);
}

describe.each(packed)('$name', ({ name, files, tarball }) => {
  test('holds what it is made of, its licence, and nothing else', () => {
    const allowed = packageContents(name);
    expect(files.filter((file) => !allowed.some((pattern) => pattern.test(file)))).toEqual([]);
    for (const pattern of allowed) expect(files, String(pattern)).toContainEqual(expect.stringMatching(pattern));
  });

  test('has every file that its exports name', () => {
    const missing = targets(manifestOf(name).exports).filter((target) => !files.includes(target.replace('./', '')));
    expect(missing).toEqual([]);
  });

  test('brings nothing of this machine', () => {
    for (const file of files.filter((one) => /\.(js|json|map|d\.ts)$/.test(one))) {
      const text = fs.readFileSync(path.join(project, 'node_modules', name, file), 'utf8');
      expect(text.includes(root), `${path.basename(tarball)}: ${file}`).toBe(false);
    }
  });
});

test('the packages move together, and need each other only for types', () => {
  const { version } = manifestOf('polyray');
  for (const { name } of packed) {
    const manifest = manifestOf(name);
    expect(manifest.version).toBe(version);
    expect(manifest.peerDependencies ?? {}).toEqual(name === 'polyray' ? {} : { polyray: version });
  }
});

test('only Python has dependencies, and only polyray-cpp is under the GPL', () => {
  const dependencies = Object.fromEntries(packed.map(({ name }) => [name, Object.keys(manifestOf(name).dependencies ?? {})]));
  expect(dependencies).toEqual({ polyray: [], 'polyray-cpp': [], 'polyray-ml': [], 'polyray-python': ['pyodide'] });
  const licences = Object.fromEntries(packed.map(({ name }) => [name, manifestOf(name).license]));
  expect(licences).toEqual({ polyray: 'MIT', 'polyray-cpp': 'GPL-2.0-or-later', 'polyray-ml': 'MIT', 'polyray-python': 'MIT' });
  for (const name of ['polyray', 'polyray-ml', 'polyray-python']) {
    expect(fs.readFileSync(path.join(project, 'node_modules', name, 'LICENSE'), 'utf8')).toMatch(/^MIT License/);
  }
});

test('what the modules for Node import is Node’s own or in the package', () => {
  const dist = path.join(project, 'node_modules/polyray/dist');
  for (const name of fs.readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.js') || name.startsWith('templates')) continue;
    const text = fs.readFileSync(path.join(dist, name), 'utf8');
    const imported = [...text.matchAll(/(?:^|[;}])(?:import|export)[^;'"]*?from\s*['"]([^'"]+)['"]/g)].map(([, specifier]) => specifier!);
    for (const specifier of imported) {
      const own = specifier.startsWith('.') && fs.existsSync(path.join(dist, path.dirname(name), specifier));
      expect(own || specifier.startsWith('node:'), `${name} imports "${specifier}"`).toBe(true);
    }
  }
});
