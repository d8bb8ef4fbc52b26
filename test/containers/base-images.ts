import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../../build/members.ts';
import { aptSourceLines } from '../../components/cpp/build/apt-sources.ts';

/** The base image that `docker/Dockerfile.base` names. */
export const nodeImage = /^ARG NODE_IMAGE=(\S+)$/m.exec(fs.readFileSync(path.join(root, 'docker/Dockerfile.base'), 'utf8'))![1]!;

/**
 * Makes, of this machine's own distribution, what stands in for the base image where none can be pulled: Debian by
 * debootstrap, the Node that the project pins, and the npm that runs this.
 */
export function makeNodeImage(folder: string): void {
  if (execFileSync('buildah', ['images', '--quiet', '--filter', `reference=localhost/${nodeImage}`], { encoding: 'utf8' }) !== '') return;
  const system = path.join(folder, 'debian');
  const [, mirror] = /^deb-src (?:\[[^\]]*\] )?(\S+)/.exec(aptSourceLines()[0] ?? '') ?? [];
  const codename = /^VERSION_CODENAME=(\w+)$/m.exec(fs.readFileSync('/etc/os-release', 'utf8'))?.[1];
  if (mirror === undefined || codename === undefined) throw new Error('Cannot make a base image: this is no Debian with apt sources');
  fs.rmSync(system, { recursive: true, force: true });
  console.error(`debootstrap ${codename} …`);
  execFileSync('debootstrap', ['--variant=minbase', '--include=ca-certificates,libatomic1', codename, system, mirror], {
    stdio: ['ignore', fs.openSync(path.join(folder, 'debootstrap.log'), 'w'), 'inherit'],
  });
  const npm = process.env['npm_execpath'];
  if (npm === undefined) throw new Error('Cannot make a base image: run this by npm, which it takes along');
  const local = path.join(system, 'usr/local');
  fs.copyFileSync(process.execPath, path.join(local, 'bin/node'));
  fs.chmodSync(path.join(local, 'bin/node'), 0o755);
  fs.cpSync(path.dirname(path.dirname(fs.realpathSync(npm))), path.join(local, 'lib/node_modules/npm'), { recursive: true });
  for (const name of ['npm', 'npx']) fs.symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, path.join(local, 'bin', name));
  const container = execFileSync('buildah', ['from', 'scratch'], { encoding: 'utf8' }).trim();
  execFileSync('buildah', ['add', '--quiet', container, system, '/'], { stdio: ['ignore', 'ignore', 'inherit'] });
  execFileSync('buildah', ['commit', '--quiet', '--rm', container, `localhost/${nodeImage}`], { stdio: ['ignore', 'ignore', 'inherit'] });
  fs.rmSync(system, { recursive: true, force: true });
}
