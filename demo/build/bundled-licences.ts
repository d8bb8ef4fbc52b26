import fs from 'node:fs';
import path from 'node:path';
import type { Metafile } from 'esbuild';
import { root } from '../../build/members.ts';

/**
 * The packages whose text is in what esbuild wrote, by name, with version and licence.
 *
 * @throws {Error} for a package without a licence's text: then it cannot be bundled
 */
export function bundledLicences({ outputs }: Metafile): string {
  const folders = new Set<string>();
  for (const { inputs } of Object.values(outputs))
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      const [, folder] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file) ?? [];
      if (folder !== undefined && bytesInOutput > 0) folders.add(folder);
    }
  const texts = [...folders].sort().map((folder) => {
    const directory = path.resolve(root, folder);
    const { name, version, license } = JSON.parse(fs.readFileSync(path.join(directory, 'package.json'), 'utf8')) as Record<string, string>;
    const file = fs.readdirSync(directory).find((entry) => /^licen[cs]e(\.(md|txt))?$/i.test(entry));
    if (file === undefined) throw new Error(`Cannot bundle "${name}": it brings no licence's text`);
    const text = fs.readFileSync(path.join(directory, file), 'utf8').replaceAll('\r\n', '\n').trim();
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  return `The JavaScript of this folder contains parts of these packages.\n\n${texts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}
