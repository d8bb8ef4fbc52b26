import fs from 'node:fs';
import path from 'node:path';
import { root } from '../members.ts';
import type { Ingredient } from './ingredient.ts';

interface Locked {
  readonly version: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const { packages: locked } = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};

/** A package as the lock file has it. @param how what it is to whoever has it */
export function npmIngredient(place: string, how: Ingredient['how']): Ingredient {
  const { version, integrity } = locked[place]!;
  const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const folder = path.join(root, place);
  const licence = (JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) as { license?: string }).license;
  if (licence === undefined) throw new Error(`Cannot say under which licence "${name}" is: its package.json has none`);
  const files = fs.readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)(\.(md|txt))?$/i.test(file));
  const text = files.sort().map((file) => fs.readFileSync(path.join(folder, file), 'utf8').trim());
  const [algorithm, hash] = /^(sha512)-(.+)$/.test(integrity ?? '') ? ['SHA-512' as const, integrity!.slice(7)] : [];
  return {
    name,
    version,
    licence,
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    how,
    ...(text.length === 0 ? {} : { text: text.join('\n\n') }),
    ...(algorithm === undefined ? {} : { hash: { algorithm, hex: Buffer.from(hash!, 'base64').toString('hex') } }),
  };
}

/** Where npm has put a package that another one asks for. */
export function placeOf(name: string, from: string): string {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const place = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (locked[place] !== undefined) return place;
    if (folder === '') throw new Error(`Cannot find "${name}", which ${from || 'polyray'} asks for, in the lock file`);
  }
}

/** All that npm installs with a member of the workspace, `''` for the host: where it lies, from the root. */
export function dependencyPlaces(member: string): string[] {
  const found = new Set<string>();
  const visit = (from: string) => {
    for (const name of Object.keys(locked[from]?.dependencies ?? {})) {
      const place = placeOf(name, from);
      if (found.has(place)) continue;
      found.add(place);
      visit(place);
    }
  };
  visit(member);
  return [...found];
}

/** The same with what the lock file says of each. */
export function npmDependencies(member: string): Ingredient[] {
  return dependencyPlaces(member).map((place) => npmIngredient(place, 'dependency'));
}

/** The packages whose code is in the host's files, as their source maps say. */
export function bundledPackages(): Ingredient[] {
  const dist = path.join(root, 'dist');
  const places = new Set<string>();
  for (const file of fs.readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.js.map') || file.startsWith('snippets')) continue;
    const { sources } = JSON.parse(fs.readFileSync(path.join(dist, file), 'utf8')) as { sources: readonly string[] };
    for (const source of sources) {
      const place = /(node_modules\/(?:.+\/node_modules\/)?(?:@[^/]+\/)?[^/]+)/.exec(
        path.join(path.dirname(file), source).replaceAll('\\', '/'),
      )?.[1];
      if (place !== undefined) places.add(place);
    }
  }
  return [...places].map((place) => npmIngredient(place, 'contained'));
}
