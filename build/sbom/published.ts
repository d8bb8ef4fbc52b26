import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';
import { versionOf } from '../component.ts';
import { findMembers, root } from '../members.ts';
import { crates } from './cargo-packages.ts';
import { byName, type Ingredient, type Published } from './ingredient.ts';
import { bundledPackages, npmDependencies, npmIngredient, placeOf } from './npm-packages.ts';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly description: string;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** What no package manager knows of: parts of toolchains and of interpreters, copied texts. A member's `parts.json`. */
const partsSchema = z.strictObject({
  $comment: z.string(),
  parts: z.array(
    z.strictObject({
      name: z.string(),
      /** Or that of an npm package whose part it is. */
      version: z.union([z.string(), z.strictObject({ of: z.string() })]),
      licence: z.string(),
      purl: z.string(),
      part: z.string(),
      /** The member's option that leaves it out. */
      option: z.string().optional(),
      copyright: z.array(z.string()),
      sha256: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .optional(),
      /** Its licence's text, from the root. Default: SPDX's. */
      file: z.string().optional(),
    }),
  ),
});

function parts(folder: string): Ingredient[] {
  const file = path.join(root, folder, 'parts.json');
  if (!fs.existsSync(file)) return [];
  const require = createRequire(file);
  return partsSchema
    .parse(JSON.parse(fs.readFileSync(file, 'utf8')))
    .parts.map(({ version, purl, sha256, file: text, option, ...rest }) => {
      const number = typeof version === 'string' ? version : versionOf(version.of, require);
      return {
        ...rest,
        version: number,
        purl: `${purl}@${number}`,
        how: 'contained',
        ...(option === undefined ? {} : { option }),
        ...(sha256 === undefined ? {} : { hash: { algorithm: 'SHA-256', hex: sha256 } }),
        ...(text === undefined ? {} : { text: fs.readFileSync(path.join(root, text), 'utf8').trim() }),
      };
    });
}

function publish(folder: string, contained: readonly Ingredient[]): Published {
  const { name, version, license: licence, description, devDependencies = {} } = manifest(folder);
  const member = folder === '.' ? '' : folder;
  const tools = member === '' ? [] : Object.keys(devDependencies).map((tool) => npmIngredient(placeOf(tool, member), 'tool'));
  const ingredients = [...contained, ...parts(folder), ...npmDependencies(member), ...tools];
  return { name, version, licence, description, folder, ingredients: ingredients.sort(byName) };
}

function manifest(folder: string): Manifest {
  return JSON.parse(fs.readFileSync(path.join(root, folder, 'package.json'), 'utf8')) as Manifest;
}

/** Every package of this repository that is published. The host has to be built. */
export function publishedPackages(): Published[] {
  return [
    publish('.', bundledPackages()),
    ...findMembers().map(({ name }) => publish(`components/${name}`, name === 'candle' ? crates() : [])),
  ];
}
