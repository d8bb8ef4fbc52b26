import '../report-errors.ts';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from '../build.ts';
import { installFolder } from '../install-folder.ts';
import { root } from '../members.ts';
import { runProgram } from '../run-program.ts';

const help = `Usage: npm run sbom [-- OPTIONS]

Writes a bill of materials (CycloneDX 1.6, checked by its schema) of every published package to dist/sbom/, and its
THIRD_PARTY_NOTICES.

  --check    leaves the notices as they are and says whether they are current
  --crates   first asks cargo what crates are in candle's component, and keeps that
  --help     this text`;

const { values } = parseArgs({ options: { check: { type: 'boolean' }, crates: { type: 'boolean' }, help: { type: 'boolean' } } });
if (values.help) console.log(help);
else {
  await build(); // what is bundled is known by what was built
  const folder = path.join(root, 'build/sbom');
  await installFolder(folder);
  const options = [...(values.check ? ['--check'] : []), ...(values.crates ? ['--crates'] : [])];
  process.exitCode = await runProgram(process.execPath, [path.join(folder, 'main.ts'), ...options]);
}
