import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, chosenMembers } from './build.ts';
import { sha256 } from './cache.ts';
import { type BuildPlace, buildArguments, CleanCopy, ordinary } from './clean-copy.ts';
import { filesBelow } from './files-below.ts';

/** Nobody's, wherever there are users; it owns nothing of this machine. */
const nobody = 65_534;

interface Variation {
  readonly name: string;
  readonly first: string;
  readonly other: string;
  readonly place: BuildPlace;
}

/** All that must not matter, beside the folder. */
function variations(jobs: number): Variation[] {
  const isRoot = process.getuid?.() === 0;
  return [
    { name: 'compilers at once', first: String(jobs), other: '1', place: { jobs: 1 } },
    {
      name: 'time zone',
      first: process.env['TZ'] ?? 'the system’s',
      other: 'Pacific/Kiritimati',
      place: { env: { TZ: 'Pacific/Kiritimati' } },
    },
    {
      name: 'locale',
      first: process.env['LC_ALL'] ?? process.env['LANG'] ?? 'none',
      other: 'tr_TR.UTF-8',
      place: { env: { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' } },
    },
    { name: 'umask', first: octal(process.umask()), other: '077', place: { umask: 0o077 } },
    ...(isRoot ? [{ name: 'user', first: 'root', other: String(nobody), place: { user: nobody } }] : []),
  ];
}

const octal = (mask: number) => mask.toString(8).padStart(3, '0');

/**
 * Builds from nothing in two places that differ in all that must not matter, compares every file, and prints what was
 * varied and what came out. What differs is built again, with one variation at a time, to say which it was.
 *
 * @throws Error when anything differs
 */
export async function checkReproducible(options: BuildOptions): Promise<void> {
  const { except: _, preset: __, jobs = os.availableParallelism(), ...rest } = options;
  const names = (await chosenMembers(options)).members.map(({ name }) => name);
  const all = variations(jobs);
  const build = async (copy: CleanCopy, only: readonly string[], place: BuildPlace) => {
    await copy.build(buildArguments({ ...rest, only: only.join(','), jobs: place.jobs ?? jobs }), { place });
    return digests(copy.directory, only);
  };
  // of the same sources, whatever is edited meanwhile
  using first = new CleanCopy('first');
  using second = new CleanCopy('another folder, größer');
  const expected = await build(first, names, ordinary);
  const different = async (only: readonly string[], place: BuildPlace, copy = second): Promise<string[]> => {
    copy.clean();
    const found = await build(copy, only, place);
    return [...new Set([...expected.keys(), ...found.keys()])].filter(
      (file) => only.includes(memberOf(file)) && expected.get(file)?.sha256 !== found.get(file)?.sha256,
    );
  };
  const env = Object.assign({}, ...all.map(({ place }) => place.env));
  const merged: BuildPlace = Object.assign({}, ...all.map(({ place }) => place), { env });
  const wrong = await different(names, merged);

  console.log(`\n${'varied'.padEnd(18)}  first → second`);
  console.log(`${'folder'.padEnd(18)}  ${first.directory} → one with a space and an umlaut`);
  for (const { name, first: one, other } of all) console.log(`${name.padEnd(18)}  ${one} → ${other}`);
  if (!all.some(({ name }) => name === 'user')) console.log(`${'user'.padEnd(18)}  not varied: only root can build as another`);
  console.log('');
  for (const [file, { bytes, packed, sha256 }] of expected)
    console.log(`${wrong.includes(file) ? 'DIFFERENT' : 'same     '}  ${file}  ${bytes} B, ${packed} B gzip  sha256 ${sha256}`);
  if (wrong.length === 0) return;

  const members = [...new Set(wrong.map(memberOf))];
  const always = (await different(members, ordinary)).length > 0;
  const guilty = always ? ['nothing: any two builds differ'] : [];
  if (!always) for (const { name, place } of all) if ((await different(members, place)).length > 0) guilty.push(name);
  throw new Error(
    `${wrong.length} files differ between two clean builds: ${wrong.join(', ')}; it matters: ${guilty.join(', ') || 'all together'}`,
  );
}

const memberOf = (file: string) => file.split('/')[1]!;

/** Everything that was built of the members; the stamp says when. */
function digests(checkout: string, names: readonly string[]): Map<string, { bytes: number; packed: number; sha256: string }> {
  const files = names.flatMap((name) => {
    const dist = `components/${name}/dist`;
    const built = filesBelow(path.join(checkout, dist)).filter((file) => file !== '.stamp.json');
    return built.map((file) => `${dist}/${file}`);
  });
  return new Map(
    files.map((file) => {
      const bytes = fs.readFileSync(path.join(checkout, file));
      return [file, { bytes: bytes.length, packed: gzipSync(bytes).length, sha256: sha256(bytes) }];
    }),
  );
}
