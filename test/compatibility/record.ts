// Keeps what this version writes, when it is released: `node test/compatibility/record.ts`. What is kept never changes.
import fs from 'node:fs';
import { loadFormats } from './formats.ts';

const { version } = JSON.parse(fs.readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
const folder = new URL(`./${version}/`, import.meta.url);
fs.mkdirSync(folder, { recursive: true });
for (const [name, { samples, read }] of await loadFormats()) {
  const file = new URL(`${name}.json`, folder);
  if (fs.existsSync(file)) continue;
  const recorded = [];
  for (const [sample, written] of Object.entries(samples())) recorded.push({ name: sample, written, read: await read(written as never) });
  fs.writeFileSync(file, `${JSON.stringify(recorded, null, 1)}\n`);
  console.log(`${version}/${name}.json: ${recorded.length} kept`);
}
