import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { filesBelow } from '../../build/files-below.ts';

interface Config {
  readonly User: string;
  readonly WorkingDir: string;
  readonly Entrypoint: readonly string[];
  readonly Cmd: readonly string[];
  readonly Healthcheck?: { readonly Test: readonly string[] };
}

/** What a program of the image gave. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An image laid out in a folder, whose programs run as a container's would: its user, its root, read-only, without a network. */
export class RuntimeImage implements Disposable {
  readonly config: Config;
  readonly folder: string;
  readonly #container: string;

  constructor(image: string) {
    const inspected = JSON.parse(buildah('inspect', '--type', 'image', image)) as { Docker: { config: Config } };
    this.config = inspected.Docker.config;
    this.#container = buildah('from', '--pull-never', image);
    this.folder = buildah('mount', this.#container);
    // where an engine mounts
    for (const name of ['proc', 'dev']) fs.mkdirSync(path.join(this.folder, name), { recursive: true });
  }

  /** Runs the entry point. @param data a folder that is mounted at the working folder */
  run(args: readonly string[], data?: string): Ended {
    return this.exec([...this.config.Entrypoint, ...args], data);
  }

  exec(command: readonly string[], data = ''): Ended {
    const script = `
      set -e
      mount --bind "$1" "$1"
      mount -o remount,bind,ro "$1"
      mount -t tmpfs tmpfs "$1/tmp"
      mount -t proc proc "$1/proc"
      [ -z "$2" ] || mount --bind "$2" "$1$3"
      [ -z "$2" ] || mount -o remount,bind,ro "$1$3"
      root=$1 user=$4
      shift 4
      exec setpriv --no-new-privs chroot --userspec="$user" "$root" "$@"`;
    const { User, WorkingDir } = this.config;
    // another user has no capabilities; a new network has no way out
    const args = ['--mount', '--net', '--propagation', 'private', 'sh', '-c', script, 'sh'];
    const { status, stdout, stderr } = spawnSync('unshare', [...args, this.folder, data, WorkingDir, User, ...command], {
      encoding: 'utf8',
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
      timeout: 300_000,
    });
    return { status, stdout, stderr };
  }

  /** Paths of its files, as they are in the image. */
  files(): string[] {
    return filesBelow(this.folder).map((file) => `/${file}`);
  }

  [Symbol.dispose](): void {
    buildah('umount', this.#container);
    buildah('rm', this.#container);
  }
}

export function buildah(...args: string[]): string {
  return execFileSync('buildah', args, { encoding: 'utf8', maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'inherit'] }).trim();
}
