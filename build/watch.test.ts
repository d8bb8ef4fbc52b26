import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { defaultCacheDirectory } from './build.ts';
import { CleanCopy } from './clean-copy.ts';

let copy: CleanCopy;
let config: string;
let watching: ChildProcess;
beforeAll(() => {
  copy = new CleanCopy('watch');
  config = path.join(path.dirname(copy.directory), 'chosen.json');
  choose({});
  const args = ['build/commands/build.ts', '--watch', '--only', 'python', '--config', config];
  const env = { ...process.env, POLYRAY_CACHE: defaultCacheDirectory, NO_COLOR: '1' };
  watching = spawn(process.execPath, args, { cwd: copy.directory, env, stdio: ['ignore', 'inherit', 'pipe'] });
}, 120_000);
afterAll(async () => {
  watching.kill();
  await once(watching, 'close'); // of its process too, which writes there
  copy[Symbol.dispose]();
});

function choose(python: object): void {
  fs.writeFileSync(config, JSON.stringify({ executors: { python } }));
}

/** What is said until a line that matches. */
async function until(pattern: RegExp): Promise<void> {
  let said = '';
  for await (const chunk of watching.stderr!.iterator({ destroyOnReturn: false })) {
    said += chunk;
    if (pattern.test(said)) return;
  }
  throw new Error(`It ended before ${pattern}: ${said}`);
}

test('whatever is built from is watched: sources, the configuration, what that names, and the scripts themselves', async () => {
  const built = /^Built python in .*; watching$/m;
  await until(built);

  const now = new Date();
  fs.utimesSync(path.join(copy.directory, 'python/polyray/__init__.py'), now, now);
  await until(built);

  const lock = path.join(path.dirname(config), 'lock.json');
  choose({ packages: 'lock.json' });
  await until(/Cannot use the lock .*still watching$/ms);
  fs.writeFileSync(lock, JSON.stringify({ lockVersion: 1, python: '3.14.0', platform: 'none', requirements: [], packages: [] }));
  await until(/platform: must be .*; still watching$/ms);
  choose({});
  await until(built);

  const script = path.join(copy.directory, 'components/python/build.ts');
  const sound = fs.readFileSync(script, 'utf8');
  fs.writeFileSync(script, sound.replace('(context) => {', "(context) => { throw new Error('edited');"));
  await until(/^python: edited.*; still watching$/ms);
  fs.writeFileSync(script, 'no script');
  await until(/^Not everything is built; still watching$/m);
  fs.writeFileSync(script, sound);
  await until(built);

  const shared = path.join(copy.directory, 'build/build.ts');
  const whole = fs.readFileSync(shared, 'utf8');
  fs.writeFileSync(shared, 'no script');
  await until(/^Nothing is built; still watching$/m);
  fs.writeFileSync(shared, whole);
  await until(/^Everything is current; watching$/m);
}, 120_000);
