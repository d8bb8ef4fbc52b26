// Makes a fresh clone ready and then runs a command of build/commands/ on the Node that the project pins.
// Plain JavaScript without dependencies: this is all that a machine with only Node 20 and npm can run.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildCommandFlags } from './flags.mjs';
import { takeLock } from './lock.mjs';
import { npmFailure } from './npm-failure.mjs';
import { configuredExecutors, findConfig, findExecutors, isUsageError, selectExecutors, unknownName } from './selection.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const [command = 'help', ...args] = process.argv.slice(2);
const stampFile = path.join(root, 'node_modules/.polyray-install.json');
const timingsFile = path.join(root, '.cache/timings.json');
const lockFile = path.join(root, '.cache/install.lock');
const windows = process.platform === 'win32';
/** The package of Node's binary for this machine; npm checks it by package-lock.json. */
const nodePackage = [
  process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node',
  windows ? 'win' : process.platform,
  process.arch,
].join('-');
const node = path.join(root, 'node_modules', nodePackage, 'bin', windows ? 'node.exe' : 'node');

/** System libraries that Node's own builds need, and the packages that hold them. */
const libraries = { 'libatomic.so.1': 'libatomic1', 'libstdc++.so.6': 'libstdc++6' };

const readJson = (file) => {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
};

/** The members to install: all, or those that a build or a run is about; sorted. */
function wantedMembers() {
  const all = findExecutors(root);
  if (command === 'build-containers') return [];
  if (!['build', 'start', 'polyray'].includes(command)) return all.map(({ name }) => name);
  // options of start and polyray are none of these
  const { values } = command === 'build' ? parseArgs({ args, options: buildCommandFlags }) : { values: {} };
  const config = findConfig(root, values.config);
  return selectExecutors(all, values, config === undefined ? undefined : configuredExecutors(config, all));
}

function fail(code, message) {
  console.error(`polyray: ${message}`);
  process.exit(code);
}

/** The exit status of a program in this terminal; whoever ends us ends it. */
async function ended(child) {
  // it hears Ctrl-C itself: it shares the terminal. What only we are sent is passed on.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const [code, signal] = await once(child, 'close');
  return code ?? 128 + os.constants.signals[signal];
}

/** The members whose dependencies are installed as the lock file has them; nothing where not even the host's are. */
function installedMembers(lock) {
  const done = readJson(stampFile);
  return done.lock === lock && fs.existsSync(node) ? done.members : undefined;
}

async function install() {
  let members;
  try {
    members = wantedMembers();
  } catch (error) {
    if (isUsageError(error)) fail(2, error.message);
    throw error;
  }
  const lock = createHash('sha256')
    .update(fs.readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  const isInstalled = () => {
    const done = installedMembers(lock);
    return done !== undefined && members.every((name) => done.includes(name));
  };
  if (isInstalled()) return;
  const release = await takeLock(lockFile, 'installs').catch(({ code, message }) =>
    fail(1, `Cannot make "${lockFile}": ${npmFailure(code) ?? message}`),
  );
  // npm takes away what it is not asked for, and an earlier command needs
  if (!isInstalled()) await installNow(lock, [...new Set([...(installedMembers(lock) ?? []), ...members])]);
  release();
}

async function installNow(lock, members) {
  const lasted = readJson(timingsFile).install;
  console.error(`Installing dependencies${lasted ? ` (${Math.round(lasted / 1000)} s last time)` : ''} …`);
  const began = Date.now();
  const every = readJson(path.join(root, 'package.json')).workspaces.length === members.length;
  const workspaces = members.length === 0 ? ['--workspaces=false'] : members.map((name) => `--workspace=components/${name}`);
  const only = every ? [] : ['--include-workspace-root', ...workspaces];
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error', ...only];
  fs.rmSync(stampFile, { force: true }); // whoever kills us leaves no folder that passes for whole
  let said = '';
  // on Windows npm is a script, which only a shell starts
  const child = spawn('npm', args, { cwd: root, stdio: ['ignore', 'inherit', 'pipe'], shell: windows });
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const status = await ended(child).catch((error) => fail(1, `Cannot run npm: ${error.message}`));
  if (status !== 0) {
    process.stderr.write(said);
    if (status <= 128) fail(status, `Cannot install the dependencies: ${npmFailure(said) ?? 'npm says above why'}`);
    process.exit(status);
  }
  // an optional package, since there is one per kind of machine: npm says nothing where it leaves it out
  if (!fs.existsSync(node)) fail(1, `Cannot install Node: ${missingNode()}`);
  fs.writeFileSync(stampFile, JSON.stringify({ lock, members }));
  fs.writeFileSync(timingsFile, JSON.stringify({ ...readJson(timingsFile), install: Date.now() - began }));
}

function missingNode() {
  const known = readJson(path.join(root, 'build/node/package.json')).optionalDependencies;
  const version = known[nodePackage];
  if (version === undefined) return `npm has none for ${process.platform}-${process.arch}, but for ${Object.keys(known).join(', ')}`;
  return `npm could not fetch ${nodePackage} ${version}, or it is not what package-lock.json says; try again`;
}

function checkNode() {
  const probe = spawnSync(node, ['--version'], { encoding: 'utf8' });
  if (probe.status === 0) return;
  const missing = /loading shared libraries: ([^:]+):/.exec(probe.stderr ?? '')?.[1];
  if (missing)
    fail(
      1,
      `Node ${readJson(path.join(root, 'build/node/package.json')).version} needs ${missing}: apt-get install ${libraries[missing] ?? missing}`,
    );
  fail(1, `Cannot run ${node}: ${probe.error?.message ?? probe.stderr}`);
}

const script = path.join(root, 'build/commands', `${command}.ts`);
if (!fs.existsSync(script)) {
  const known = fs.readdirSync(path.join(root, 'build/commands')).map((name) => name.replace(/\.ts$/, ''));
  fail(2, unknownName('command', command, known));
}
await install();
checkNode();
process.exitCode = await ended(spawn(node, [script, ...args], { cwd: root, stdio: 'inherit' }));
