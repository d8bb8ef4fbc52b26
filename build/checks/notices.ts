import fs from 'node:fs';
import path from 'node:path';
import { root } from '../members.ts';
import { noticesFiles, noticesHead } from '../sbom/notices.ts';
import { publishedPackages } from '../sbom/published.ts';

/** What THIRD_PARTY_NOTICES list is what there is; `npm run sbom -- --check` compares the licences' texts too. */
export function check(): string[] {
  const all = publishedPackages().flatMap((published) => [...noticesFiles(published)]);
  return all.flatMap(([file, published]) => {
    const at = path.join(root, file);
    if (fs.existsSync(at) && fs.readFileSync(at, 'utf8').startsWith(`${noticesHead(published)}\n`)) return [];
    return [`${file}: is not current: run \`npm run sbom\``];
  });
}
