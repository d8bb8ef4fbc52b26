// `npm run sbom`, once its dependencies are there.
import '../report-errors.ts';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { digestsBelow } from '../files-below.ts';
import { root } from '../members.ts';
import { billOfMaterials } from './bill-of-materials.ts';
import { writeCrates } from './cargo-packages.ts';
import { notices, noticesFiles } from './notices.ts';
import { publishedPackages } from './published.ts';

const { values } = parseArgs({ options: { check: { type: 'boolean' }, crates: { type: 'boolean' } } });
if (values.crates) writeCrates();
const output = path.join(root, 'dist/sbom');
fs.rmSync(output, { recursive: true, force: true });
fs.mkdirSync(output, { recursive: true });
for (const published of publishedPackages()) {
  const { name, folder, ingredients } = published;
  fs.writeFileSync(path.join(output, `${name}.cdx.json`), await billOfMaterials(published, digests(folder)));
  const contained = ingredients.filter(({ how }) => how === 'contained').length;
  console.log(`${name}: ${ingredients.length} ingredients, ${contained} of them contained`);
  for (const [file, named] of noticesFiles(published)) {
    const wanted = notices(named);
    if (fs.existsSync(path.join(root, file)) && fs.readFileSync(path.join(root, file), 'utf8') === wanted) continue;
    if (values.check) {
      console.error(`${file} is not current: run \`npm run sbom\``);
      process.exitCode = 1;
    } else {
      fs.writeFileSync(path.join(root, file), wanted);
      console.log(`wrote ${file}`);
    }
  }
}

/** SHA-256 of the WebAssembly that a package has, by path. */
function digests(folder: string): Map<string, string> {
  const found = digestsBelow(path.join(root, folder, 'dist'), (file) => file.endsWith('.wasm') && !file.startsWith('snippets'));
  return new Map(Object.entries(found).map(([file, digest]) => [`dist/${file}`, digest]));
}
