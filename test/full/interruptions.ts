// A hundred builds killed at random moments: whatever is there then is whole, and run again each ends well with the right bytes,
// after one with other options too.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CleanCopy } from '../../build/clean-copy.ts';
import { digestsBelow } from '../../build/files-below.ts';

const rounds = Number(process.env['ROUNDS'] ?? 100);
const seed = Number(process.env['SEED'] ?? 20_261_126);
console.log(`seed ${seed}, ${rounds} rounds`);
let state = seed;
/** From 0 to 1: mulberry32. */
function random(): number {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

using copy = new CleanCopy('interruptions');
// little to compile, so that a hundred builds take minutes; one variant after the other, so that a kill may fall between them
const args = ['--only', 'ml', '--set', 'ml.simd=["simd128","none"]'];
const otherArgs = [...args, '--debug'];

function start(options: readonly string[]): ChildProcess {
  const env = { ...process.env, POLYRAY_CACHE: copy.cacheDirectory };
  const script = path.join(copy.directory, 'build/commands/build.ts');
  // a group of its own: what it started is killed with it
  return spawn(process.execPath, [script, ...options], { cwd: copy.directory, env, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
}

/** SHA-256 of every finished file, by its path: what is being written has a name of its own until it is whole. */
const filesIn = (folder: string): Record<string, string> =>
  digestsBelow(folder, (file) => !file.endsWith('.part') && file !== '.stamp.json');

const dist = path.join(copy.directory, 'components/ml/dist');
const folders = [copy.cacheDirectory, dist];
const snapshotOf = (): Record<string, string>[] => folders.map(filesIn);

await copy.build(otherArgs);
const other = snapshotOf();
copy.clean();
let { wallMs: lasted } = await copy.build(args);
const whole = snapshotOf();
console.log(`undisturbed: ${(lasted / 1000).toFixed(1)} s, ${whole.map((files) => Object.keys(files).length).join(' + ')} files`);

let killed = 0;
for (let round = 0; round < rounds; round++) {
  // every fourth time the cache has all, and only what it is made into is made anew; or what is there stays, to be made otherwise
  const [cached, otherwise] = [round % 4 === 3, round % 4 === 1];
  if (cached) fs.rmSync(dist, { recursive: true });
  else if (otherwise) fs.rmSync(copy.cacheDirectory, { recursive: true });
  else copy.clean();
  const child = start(otherwise ? otherArgs : args);
  const ended = once(child, 'close');
  await Promise.race([delay(random() * lasted), ended]);
  if (child.exitCode === null) {
    process.kill(-child.pid!, 'SIGKILL');
    killed++;
  }
  await ended;
  // an empty list of builds stands for what is not built
  for (const [i, found] of snapshotOf().entries())
    for (const [name, digest] of Object.entries(found))
      if (!(name === 'builds.js' && fs.readFileSync(path.join(folders[i]!, name), 'utf8').includes('builds = [\n];')))
        assert.ok(
          [whole, ...(otherwise ? [other] : [])].some((finished) => finished[i]![name] === digest),
          `round ${round}: ${path.join(folders[i]!, name)} is not whole`,
        );
  const began = performance.now();
  const again = start(args);
  let said = '';
  again.stderr!.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  const [status] = (await once(again, 'close')) as [number | null];
  assert.equal(status, 0, `round ${round}: ${said}`);
  assert.deepEqual(snapshotOf().slice(1), whole.slice(1), `round ${round}: other bytes than undisturbed`);
  // a machine is not always as busy: moments are chosen by what a build took last, from nothing or nearly
  if (!cached) lasted = performance.now() - began;
  if (round % 10 === 9) console.log(`${round + 1} rounds, ${killed} killed`);
}
// what ended before its moment came proves nothing
assert.ok(killed >= rounds / 2, `only ${killed} of ${rounds} were killed`);
console.log(`${killed} of ${rounds} builds were killed; ${rounds} ended well when run again`);
