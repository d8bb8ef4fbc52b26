import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from '../../build/build.ts';
import { sha256 } from '../../build/cache.ts';
import { CleanCopy } from '../../build/clean-copy.ts';
import { digestsBelow } from '../../build/files-below.ts';
import { plainMembers, root } from '../../build/members.ts';
import { runProgram } from '../../build/run-program.ts';
import { packageContents } from '../packages/package-contents.ts';
import { makeNodeImage, nodeImage } from './base-images.ts';
import { buildah, RuntimeImage } from './runtime-image.ts';

// Every Dockerfile and both compose files, on a Debian machine with root where no container can run: images are built by
// buildah and podman in chroot isolation on base images of debootstrap's, what comes out is run by the host, and the runtime
// image by chroot. `--work FOLDER` keeps images and caches for the next time.

const { values } = parseArgs({ options: { work: { type: 'string' } } });
const work = values.work ?? fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-containers-'));
const executors = plainMembers();

function installMissing(): void {
  const packages = { buildah: 'buildah', podman: 'podman', 'podman-compose': 'podman-compose', debootstrap: 'debootstrap', crun: 'crun' };
  const missing = Object.entries(packages).flatMap(([program, name]) =>
    spawnSync('sh', ['-c', `command -v ${program}`]).status === 0 ? [] : [name],
  );
  if (missing.length === 0) return;
  console.error(`installing ${missing.join(', ')} …`);
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', ...missing]])
    execFileSync('apt-get', ['-qq', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
}

/** Images, caches and temporary files of the engines, apart from those of this machine. */
function ownStorage(): void {
  for (const name of ['storage', 'run', 'tmp']) fs.mkdirSync(path.join(work, name), { recursive: true });
  const lines = ['[storage]', 'driver = "overlay"', `graphroot = "${work}/storage"`, `runroot = "${work}/run"`];
  fs.writeFileSync(path.join(work, 'storage.conf'), `${lines.join('\n')}\n`);
  Object.assign(process.env, {
    CONTAINERS_STORAGE_CONF: path.join(work, 'storage.conf'),
    TMPDIR: path.join(work, 'tmp'),
    BUILDAH_ISOLATION: 'chroot',
    BUILDAH_FORMAT: 'docker', // compose has no option for it, and only this one keeps a health check
  });
}

/** The machine's network and, where it has some, the authorities that it trusts; no image is pulled. */
function engineOptions(): string[] {
  const authorities = '/etc/ssl/certs/ca-certificates.crt';
  if (!fs.existsSync(authorities)) return ['--pull-never', '--network=host'];
  const npmrc = path.join(work, 'npmrc');
  fs.writeFileSync(npmrc, `cafile=${authorities}\n`);
  const volumes = [`${authorities}:${authorities}:ro`, `${npmrc}:/usr/local/etc/npmrc:ro`];
  return ['--pull-never', '--network=host', ...volumes.map((volume) => `--volume=${volume}`)];
}

let failures = 0;
function check(what: string, good: boolean, detail = ''): void {
  console.log(`${good ? 'ok    ' : 'NOT OK'}  ${what}${good || detail === '' ? '' : `: ${detail}`}`);
  if (!good) failures++;
}

async function must(what: string, program: string, args: readonly string[], cwd: string): Promise<void> {
  const began = performance.now();
  const status = await runProgram(program, args, cwd);
  if (status !== 0) throw new Error(`${what} ended with ${status}`);
  console.log(`ok      ${what}, ${((performance.now() - began) / 1000).toFixed(0)} s`);
}

const digestOf = (file: string): string => sha256(fs.readFileSync(file));

/** SHA-256 of each executor's outputs, by file. */
function outputsOf(directory: string): Map<string, string> {
  return new Map(
    executors.flatMap((name) => {
      const built = digestsBelow(path.join(directory, 'components', name, 'dist'));
      return Object.entries(built).map(([file, digest]) => [`${name}/${file}`, digest] as const);
    }),
  );
}

function compare(made: Map<string, string>, own: Map<string, string>): void {
  check(
    'containers make the files that a local build makes',
    [...made.keys()].join() === [...own.keys()].join(),
    [...made.keys()].join(' '),
  );
  for (const [file, hash] of own) {
    check(`${file}  sha256 ${hash}`, made.get(file) === hash, `a container has ${made.get(file)}`);
  }
}

/** An executor's image holds its package, as it would be published, and nothing of what built it. */
function lookInside(name: string): void {
  using image = new RuntimeImage(`localhost/polyray-${name}`);
  const files = image.files().map((file) => file.slice(1));
  const contents = packageContents(`polyray-${name}`);
  const lacking = contents.filter((pattern) => !files.some((file) => pattern.test(file)));
  const foreign = files.filter((file) => !contents.some((pattern) => pattern.test(file)));
  check(`polyray-${name} has its component, manifest, licence and all else of its package`, lacking.length === 0, lacking.join(' '));
  check(`polyray-${name} has nothing else`, foreign.length === 0, foreign.slice(0, 5).join(' '));
}

/** The files of an executor's image with their SHA-256, as one text. */
function contentsOf(name: string): string {
  using image = new RuntimeImage(`localhost/polyray-${name}`);
  return image
    .files()
    .map((file) => `${digestOf(image.folder + file)} ${file}`)
    .join('\n');
}

/** The image that runs, as an engine would run it. @param with_ the executors that it is to have */
function runImage(wanted: readonly string[]): void {
  using image = new RuntimeImage('localhost/polyray-runtime');
  const { config } = image;
  const megabytes = execFileSync('du', ['-sm', image.folder], { encoding: 'utf8' }).split('\t')[0];
  console.log(`        polyray-runtime with ${wanted.join(', ')}: ${megabytes} MB`);
  check('it runs as a user without a name', /^[1-9]\d*:[1-9]\d*$/.test(config.User), config.User);
  const programs = image.files().filter((file) => /\/s?bin\//.test(file) && !file.startsWith('/polyray/node_modules'));
  check('its only program is Node', programs.join() === '/usr/local/bin/node', programs.join(' '));
  const health = config.Healthcheck?.Test ?? [];
  const healthy = image.exec(health.slice(1));
  check('its health check succeeds', health[0] === 'CMD' && healthy.status === 0, healthy.stderr);
  const listed = healthy.status === 0 ? (JSON.parse(healthy.stdout) as { name: string }[]).map(({ name }) => name) : [];
  check(`it has ${wanted.join(', ')} and no other executor`, listed.join() === wanted.join(), listed.join());
  const plain = image.run(config.Cmd);
  check(
    'its command without arguments lists them',
    plain.status === 0 && wanted.every((name) => plain.stdout.includes(`${name} `)),
    plain.stderr,
  );
  const write = image.exec(['/usr/local/bin/node', '-e', 'fs.writeFileSync("/polyray/x", "")']);
  check('its root cannot be written', write.status !== 0 && /EROFS|EACCES/.test(write.stderr), write.stderr);
  const who = image.exec(['/usr/local/bin/node', '-p', 'process.getuid() + ":" + process.getgid()']);
  check('its process is not root', who.stdout.trim() === config.User, who.stdout + who.stderr);
  const unknown = image.run(['call', 'nothing', 'x']);
  check('what is not there is an error', unknown.status !== 0 && unknown.stderr.includes('nothing'), unknown.stderr);
  // as an image that is made of this one would hold it
  const program =
    "import { init } from 'polyray';\nawait using ray = await init();\nconsole.log(await ray.get(ray.remote((n) => n + 1).remote(41)));\n";
  fs.writeFileSync(path.join(image.folder, 'polyray/main.mjs'), program);
  const found = image.exec(['/usr/local/bin/node', '/polyray/main.mjs']);
  check('a program beside the host finds it', found.stdout.trim() === '42', found.stderr);
  if (!wanted.includes('python')) return;
  const example = path.join(root, 'examples/bearing-diagnosis');
  const args = ['run', 'pipeline.json', '-i', 'signal=data/bearing-force.wav', '-p', '{"speed": 5.1}', '--json'].map((text) =>
    text.replace(/^(signal=)?(pipeline\.json|data\/)/, `$1${config.WorkingDir}/$2`),
  );
  const ran = image.run(args, example);
  const own = spawnSync(
    process.execPath,
    [path.join(root, 'dist/cli/main.js'), ...args.map((text) => text.replace(config.WorkingDir, example))],
    {
      encoding: 'utf8',
    },
  );
  const values = (text: string) => JSON.stringify((JSON.parse(text) as { values?: unknown }).values ?? JSON.parse(text));
  check(
    'a pipeline through C++, ML and Python gives what it gives outside',
    ran.status === 0 && own.status === 0 && values(ran.stdout) === values(own.stdout),
    `${ran.stderr}${own.stderr}${ran.stdout.slice(0, 500)}`,
  );
}

if (process.getuid?.() !== 0) throw new Error('Run this as root: it makes file systems and enters them');
installMissing();
ownStorage();
try {
  await build();
  const own = outputsOf(root);
  makeNodeImage(work);
  using copy = new CleanCopy('containers');
  const options = engineOptions();
  const command = (...args: string[]) => [
    path.join(copy.directory, 'build/commands/build-containers.ts'),
    '--engine',
    'buildah',
    ...args,
    '--',
    ...options,
  ];
  const { directory } = copy;
  await must('build:containers, everything', process.execPath, command('--runtime'), directory);
  compare(outputsOf(directory), own);
  for (const name of executors) lookInside(name);
  const current = spawnSync(process.execPath, [path.join(directory, 'build/commands/build.ts'), '--only', executors.join()], {
    encoding: 'utf8',
  });
  check('a local build takes them for its own', current.stderr.includes('Everything is current'), current.stderr);
  const suites = ['test/conformance/cpp.test.ts', 'test/conformance/ml.test.ts', 'test/conformance/python.test.ts', 'test/oracle'];
  await must('conformance and golden vectors on them', process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...suites], directory);
  runImage(executors);

  await must('build:containers, ml alone', process.execPath, command('--only', 'ml', '--runtime'), directory);
  runImage(['ml']);

  const compose = (...args: string[]) => ['--podman-build-args', options.join(' '), '-f', 'docker-compose.build.yml', 'build', ...args];
  const before = contentsOf('cpp');
  buildah('rmi', '--force', ...[...executors, 'runtime'].map((name) => `localhost/polyray-${name}`));
  await must('docker-compose.build.yml, base', 'podman-compose', compose('base'), directory);
  await must('docker-compose.build.yml, executors', 'podman-compose', compose(...executors), directory);
  await must('docker-compose.build.yml, runtime', 'podman-compose', compose('runtime'), directory);
  check('compose makes the same image of cpp', contentsOf('cpp') === before);
  runImage(executors);
  const project = `polyray-test-${process.pid}`;
  const dry = spawnSync('podman-compose', ['-p', project, '--dry-run', 'run', '--rm', 'polyray', 'executors'], {
    cwd: directory,
    encoding: 'utf8',
  });
  spawnSync('podman', ['network', 'rm', `${project}_default`]); // it made that in earnest
  const lines = `${dry.stdout}${dry.stderr}`.split('\n');
  const line = lines.findLast((text) => text.startsWith('podman run ')) ?? '';
  const wanted = ['--read-only', '--cap-drop ALL', 'no-new-privileges', '--tmpfs /tmp', '-u 65532:65532', 'polyray-runtime executors'];
  const lacking = wanted.filter((text) => !line.includes(text));
  check('docker-compose.yml runs it with nothing that it does not need', lacking.length === 0, `no ${lacking.join(', ')} in ${line}`);
  const network = lines.find((text) => text.includes("'create'")) ?? '';
  check('docker-compose.yml gives it a network without a way out', network.includes("'--internal'"), network);
} finally {
  if (values.work === undefined) {
    spawnSync('buildah', ['rm', '--all']);
    spawnSync('umount', [path.join(work, 'storage/overlay')]);
    fs.rmSync(work, { recursive: true, force: true });
  }
}
console.log(failures === 0 ? `All of it is well, on ${nodeImage}'s stand-in` : `${failures} failed`);
if (failures > 0) process.exitCode = 1;
