// Makes a fresh clone ready and then runs a command of build/commands/ on the Node that the project pins.
// Plain JavaScript without dependencies: this is all that a machine with only Node 20 and npm can run.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [command = 'help', ...args] = process.argv.slice(2);
const stampFile = path.join(root, 'node_modules/.polyray-install.json');
const timingsFile = path.join(root, '.cache/timings.json');
const lockFile = path.join(root, '.cache/install.lock');
const node = path.join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** System libraries that Node's own builds need, and the packages that hold them. */
const libraries = { 'libatomic.so.1': 'libatomic1', 'libstdc++.so.6': 'libstdc++6' };

const readJson = (file) => {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
};

/** The members to install: all, or those that `--only a,b` names; sorted. */
function wantedMembers() {
  const all = fs
    .readdirSync(path.join(root, 'components'))
    .filter((name) => fs.existsSync(path.join(root, 'components', name, 'package.json')));
  const at = args.findIndex((arg) => arg === '--only' || arg.startsWith('--only='));
  if (command !== 'build' || at < 0) return all.sort();
  const list = args[at].includes('=') ? args[at].slice('--only='.length) : (args[at + 1] ?? '');
  const wanted = list.split(',').filter(Boolean);
  const unknown = wanted.filter((name) => !all.includes(name));
  if (wanted.length === 0 || unknown.length > 0) {
    fail(2, `--only takes a list of ${all.join(', ')}; got "${list}"`);
  }
  return wanted.sort();
}

function fail(code, message) {
  console.error(`polyray: ${message}`);
  process.exit(code);
}

/** Runs a program in this terminal; whoever ends us ends it. @returns its exit status */
async function run(program, args, options) {
  const child = spawn(program, args, { cwd: root, ...options });
  // it hears Ctrl-C itself: it shares the terminal. What only we are sent is passed on.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const [code, signal] = await once(child, 'exit');
  return code ?? 128 + os.constants.signals[signal];
}

function isInstalled(lock, members) {
  const done = readJson(stampFile);
  return done.lock === lock && members.every((name) => done.members.includes(name)) && fs.existsSync(node);
}

/** One installation at a time: a second, from another terminal, waits for the first. @returns what lets the next in */
async function takeLock() {
  const mine = `${lockFile}.${process.pid}`;
  fs.mkdirSync(path.dirname(lockFile), { recursive: true });
  for (let told = false; ; told = true) {
    try {
      fs.writeFileSync(mine, String(process.pid));
      fs.linkSync(mine, lockFile); // at once, and whole
      return () => fs.rmSync(lockFile, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') fail(1, `Cannot make "${lockFile}": ${error.message}`);
    } finally {
      fs.rmSync(mine, { force: true });
    }
    const owner = Number(readJson(lockFile));
    if (!isRunning(owner)) {
      fs.rmSync(lockFile, { force: true }); // it was killed
      continue;
    }
    if (!told) console.error(`Waiting for process ${owner}, which installs (if it does not, delete ${lockFile}) …`);
    await delay(500);
  }
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

async function install() {
  const members = wantedMembers();
  const lock = createHash('sha256')
    .update(fs.readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  if (isInstalled(lock, members)) return;
  const release = await takeLock();
  if (!isInstalled(lock, members)) await installNow(lock, members);
  release();
}

async function installNow(lock, members) {
  const lasted = readJson(timingsFile).install;
  console.error(`Installing dependencies${lasted ? ` (${Math.round(lasted / 1000)} s last time)` : ''} …`);
  const began = Date.now();
  const every = fs.readdirSync(path.join(root, 'components')).length === members.length;
  const only = every ? [] : ['--include-workspace-root', ...members.map((name) => `--workspace=components/${name}`)];
  const windows = process.platform === 'win32';
  const status = await run(windows ? 'npm.cmd' : 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error', ...only], {
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: windows, // the only way to start a .cmd
  }).catch((error) => fail(1, `Cannot run npm: ${error.message}`));
  if (status !== 0) process.exit(status);
  // npm may be set to run no install scripts; this one puts Node's binary in its place
  if (!fs.existsSync(node))
    spawnSync(process.execPath, ['installArchSpecificPackage.js'], { cwd: path.join(root, 'node_modules/node'), stdio: 'inherit' });
  fs.writeFileSync(stampFile, JSON.stringify({ lock, members }));
  fs.writeFileSync(timingsFile, JSON.stringify({ ...readJson(timingsFile), install: Date.now() - began }));
}

function checkNode() {
  const probe = spawnSync(node, ['--version'], { encoding: 'utf8' });
  if (probe.status === 0) return;
  const missing = /loading shared libraries: ([^:]+):/.exec(probe.stderr ?? '')?.[1];
  if (missing)
    fail(
      1,
      `Node ${readJson(path.join(root, 'node_modules/node/package.json')).version} needs ${missing}: apt-get install ${libraries[missing] ?? missing}`,
    );
  fail(1, `Cannot run ${node}: ${probe.error?.message ?? probe.stderr}`);
}

if (Number(process.versions.node.split('.')[0]) < 20) fail(1, `Node 20 or newer is needed, this is ${process.versions.node}`);
const script = path.join(root, 'build/commands', `${command}.ts`);
if (!fs.existsSync(script)) {
  const known = fs.readdirSync(path.join(root, 'build/commands')).map((name) => name.replace(/\.ts$/, ''));
  fail(2, `There is no command "${command}"; there are ${known.join(', ')}`);
}
await install();
checkNode();
process.exitCode = await run(node, [script, ...args], { stdio: 'inherit' });
