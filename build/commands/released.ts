import '../report-errors.ts';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from '../build.ts';
import { findMembers, plainMembers } from '../members.ts';
import { compareRelease, outputDigests, presentVersion, readRelease, releaseFile, sourcesDigest } from '../release-digests.ts';

const help = `Usage: npm run released [-- OPTIONS]

Compares what is built with the SHA-256 of the released version in build/released/: an executor whose sources are as they
were released must be built to the same bytes.

  --strict   sources that have changed since, or a version that was never recorded, are mistakes too: for a release
  --record   writes the digests of the present version instead: the step before a release is tagged
  --help     this text`;

const { values } = parseArgs({ options: { strict: { type: 'boolean' }, record: { type: 'boolean' }, help: { type: 'boolean' } } });
if (values.help) console.log(help);
else {
  const names = plainMembers();
  await build({ only: names.join(',') });
  const members = findMembers().filter(({ name }) => names.includes(name));
  const version = presentVersion();
  if (values.record) {
    const recorded = Object.fromEntries(
      members.map((member) => [member.name, { sources: sourcesDigest(member), files: outputDigests(member) }]),
    );
    const file = releaseFile(version);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    const note = `SHA-256 of what polyray ${version} is built to. Written by \`npm run released -- --record\`. Do not edit.`;
    fs.writeFileSync(file, `${JSON.stringify({ $comment: note, members: recorded }, null, 2)}\n`);
    console.log(`Wrote ${file}`);
  } else {
    const release = readRelease(version);
    for (const member of members) {
      const found = compareRelease(member, release?.[member.name]);
      const words = {
        same: `as released, byte by byte (${Object.keys(release?.[member.name]?.files ?? {}).length} files)`,
        changed: 'sources have changed since the release',
        absent: `nothing is recorded of ${version}`,
        different: `not as released: ${found.kind === 'different' ? found.files.join(', ') : ''}`,
      };
      console.log(`${member.name}: ${words[found.kind]}`);
      if (found.kind === 'different' || (values.strict && found.kind !== 'same')) process.exitCode = 1;
    }
  }
}
