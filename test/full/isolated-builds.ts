// Each executor built where nothing of the others exists, neither sources nor tools, and without a network or any program of the
// machine: the same bytes as of the build of all together, release and debug. Needs Linux and unshare.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { defaultCacheDirectory } from '../../build/build.ts';
import { type BuildTimes, CleanCopy, cpuTime } from '../../build/clean-copy.ts';
import { digestsBelow } from '../../build/files-below.ts';
import { findMembers, plainMembers, root } from '../../build/members.ts';
import { seconds } from '../../build/progress.ts';
import { fftwRelease } from '../../components/cpp/build/fetch-fftw.ts';

/** What only one executor is made from, beside its own folder. */
const ownSources: Readonly<Record<string, readonly string[]>> = { cpp: ['cpp_plugins'], python: ['python'] };
/** All, or those given. */
const names = process.argv.length > 2 ? process.argv.slice(2) : plainMembers();
const modes = [
  { name: 'release', args: [] },
  { name: 'debug', args: ['--debug'] },
] as const;

/** Where a machine has its programs; those of the shell and of `mount` go last. */
const programs = ['/opt', '/usr/local', '/sbin', '/usr/sbin', '/usr/bin', '/bin'].filter((folder) =>
  fs.lstatSync(folder, { throwIfNoEntry: false })?.isDirectory(),
);

/**
 * Runs a shell's command; where folders are named, in a name space without these, without a network and without the machine's
 * programs: no compiler, no Python, not even a shell.
 */
async function run(
  command: string,
  cwd: string,
  cacheDirectory: string,
  hidden: readonly string[] | undefined,
): Promise<Required<BuildTimes>> {
  const without = hidden === undefined ? [] : [...hidden, ...programs];
  const mounts = without.map((folder) => `mount -t tmpfs -o ro none '${folder}' || exit`);
  const script = [...mounts, command, 'status=$?', 'times >&2', 'exit $status'].join('\n');
  const began = performance.now();
  const env =
    hidden === undefined
      ? { ...process.env, POLYRAY_CACHE: cacheDirectory }
      : { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', POLYRAY_CACHE: cacheDirectory };
  const program = hidden === undefined ? ['bash', '-c', script] : ['unshare', '--mount', '--net', '--map-root-user', 'bash', '-c', script];
  const child = spawn(program[0]!, program.slice(1), { cwd, env, stdio: ['ignore', 'inherit', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  const [status] = (await once(child, 'close')) as [number | null];
  if (status !== 0) throw new Error(`Cannot build in "${cwd}", status ${status}:\n${said}`);
  return { wallMs: performance.now() - began, cpuMs: cpuTime(said).cpuMs! };
}

/** SHA-256 of everything that was built of an executor, by its path in the member's folder. */
const digests = (copy: CleanCopy, name: string): Record<string, string> =>
  digestsBelow(path.join(copy.directory, 'components', name, 'dist'));

/** The download that the C++ executor needs, as it lies in a cache: the fetch, before the network goes. */
function bringFftw(cacheDirectory: string): void {
  const file = path.join(fftwRelease.sha256.slice(0, 2), `${fftwRelease.sha256}.tar.gz`);
  fs.mkdirSync(path.dirname(path.join(cacheDirectory, file)), { recursive: true });
  fs.copyFileSync(path.join(defaultCacheDirectory, file), path.join(cacheDirectory, file));
}

const say = ({ wallMs, cpuMs }: Required<BuildTimes>): string => `${seconds(wallMs)}, ${seconds(cpuMs)} of CPU time`;

using combined = new CleanCopy('combined');
bringFftw(combined.cacheDirectory);
const together: Record<string, { readonly times: Required<BuildTimes>; readonly digests: Record<string, Record<string, string>> }> = {};
for (const { name, args } of modes) {
  const command = [process.execPath, 'build/commands/build.ts', '--only', names.join(','), ...args].join(' ');
  const times = await run(command, combined.directory, combined.cacheDirectory, undefined);
  together[name] = { times, digests: Object.fromEntries(names.map((each) => [each, digests(combined, each)])) };
  console.log(`all together, ${name}: ${say(times)}`);
}

const summed: Record<string, number> = {};
for (const name of names) {
  using copy = new CleanCopy(`alone-${name}`, { install: true });
  // installs what this executor needs and nothing more, then prints the help
  execFileSync(process.execPath, ['build/bootstrap.mjs', 'build', '--only', name, '--help'], {
    cwd: copy.directory,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (name === 'cpp') bringFftw(copy.cacheDirectory);
  const others = findMembers().flatMap((member) => (member.name === name ? [] : [`components/${member.name}`]));
  const theirs = Object.entries(ownSources).flatMap(([owner, folders]) => (owner === name ? [] : folders));
  const hidden = [root, ...[...others, ...theirs].map((folder) => path.join(copy.directory, folder))];
  for (const mode of modes) {
    const command = ['node_modules/.bin/node', 'build/commands/build.ts', '--only', name, ...mode.args].join(' ');
    const times = await run(command, copy.directory, copy.cacheDirectory, hidden);
    const found = digests(copy, name);
    assert.ok(Object.keys(found).some((file) => file.endsWith('.component.wasm')));
    assert.deepEqual(found, together[mode.name]!.digests[name], `${name}, ${mode.name}: built alone it has other bytes`);
    summed[mode.name] = (summed[mode.name] ?? 0) + times.cpuMs;
    console.log(`${name} alone, ${mode.name}: ${say(times)}, ${Object.keys(found).length} files with the same bytes`);
  }
}
for (const { name } of modes) {
  const more = summed[name]! / together[name]!.times.cpuMs - 1;
  console.log(`${name}: alone, one after the other, ${(100 * more).toFixed(1)} % more CPU time than together`);
  // the bound is for builds from nothing: the second mode has most from the cache
  if (name === 'release') assert.ok(more <= 0.2, `isolated builds take ${(100 * more).toFixed(0)} % more`);
}
