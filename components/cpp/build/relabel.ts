// What npm calls before it packs this package, and afterwards with `--back`. What is built without FFTW is under another
// licence: manifest, licence and notices say so while npm packs. Renaming keeps the times of the files, by which builds go.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = path.dirname(import.meta.dirname);
const aside = path.join(folder, '.packing');

// those that an earlier call put aside, whose npm was killed, too
for (const name of fs.existsSync(aside) ? fs.readdirSync(aside) : []) fs.renameSync(path.join(aside, name), path.join(folder, name));
fs.rmSync(aside, { recursive: true, force: true });

const builds = pathToFileURL(path.join(folder, 'dist/builds.js')).href;
const { licence } = (await import(builds)) as { readonly licence?: string };
if (licence !== undefined && !process.argv.includes('--back')) {
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) as { readonly description: string };
  const other = { ...manifest, description: manifest.description.replace(' on FFTW', ''), license: licence };
  fs.mkdirSync(aside);
  for (const name of ['package.json', 'LICENSE', 'THIRD_PARTY_NOTICES']) {
    fs.renameSync(path.join(folder, name), path.join(aside, name));
    if (name === 'package.json') fs.writeFileSync(path.join(folder, name), `${JSON.stringify(other, null, 2)}\n`);
    else fs.copyFileSync(path.join(folder, 'without-fftw', name), path.join(folder, name));
  }
}
