import '../report-errors.ts';
import { parseArgs } from 'node:util';
import { build } from '../build.ts';
import { runSbom } from '../run-sbom.ts';

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
  process.exitCode = await runSbom(...(values.check ? ['--check'] : []), ...(values.crates ? ['--crates'] : []));
}
