// Makes a fresh clone ready and then runs a command of build/commands/ on the Node that the project pins.
// Plain JavaScript without dependencies: this is all that a machine with only Node 20 and npm can run.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [command = 'help', ...args] = process.argv.slice(2);
const stampFile = path.join(root, 'node_modules/.polyray-install.json');
const timingsFile = path.join(root, '.cache/timings.json');
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

function install() {
  const members = wantedMembers();
  const lock = createHash('sha256')
    .update(fs.readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  const done = readJson(stampFile);
  if (done.lock === lock && members.every((name) => done.members.includes(name)) && fs.existsSync(node)) return;
  const lasted = readJson(timingsFile).install;
  console.error(`Installing dependencies${lasted ? ` (${Math.round(lasted / 1000)} s last time)` : ''} …`);
  const began = Date.now();
  const every = fs.readdirSync(path.join(root, 'components')).length === members.length;
  const only = every ? [] : ['--include-workspace-root', ...members.map((name) => `--workspace=components/${name}`)];
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const run = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error', ...only], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (run.error) fail(1, `Cannot run npm: ${run.error.message}`);
  if (run.signal || run.status !== 0) process.exit(run.status ?? 130);
  // npm may be set to run no install scripts; this one puts Node's binary in its place
  if (!fs.existsSync(node))
    spawnSync(process.execPath, ['installArchSpecificPackage.js'], { cwd: path.join(root, 'node_modules/node'), stdio: 'inherit' });
  fs.writeFileSync(stampFile, JSON.stringify({ lock, members }));
  fs.mkdirSync(path.dirname(timingsFile), { recursive: true });
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
install();
checkNode();
const child = spawn(node, [script, ...args], { cwd: root, stdio: 'inherit' });
// the child hears Ctrl-C itself: it shares the terminal. What only we are sent is passed on.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
