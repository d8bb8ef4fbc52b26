import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import type { BuildOptions } from './build.ts';
import { root } from './members.ts';
import { projectFiles } from './project-files.ts';

/** How long a build took, in milliseconds. */
export interface BuildTimes {
  readonly wallMs: number;
  /** Of all its threads and programs; nothing where the system does not say. */
  readonly cpuMs?: number;
}

/** @param times what a shell says of what it waited for, in its last line: `1m2.345s 0m1.2s` */
export function cpuTime(times: string): Pick<BuildTimes, 'cpuMs'> {
  const spent = [...(times.trimEnd().split('\n').at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
  return spent.length === 0
    ? {}
    : { cpuMs: spent.reduce((sum, [, minutes, seconds]) => sum + 60_000 * Number(minutes) + 1000 * Number(seconds), 0) };
}

/** What must not matter to a build; what is left out is as it is in this process. */
export interface BuildPlace {
  readonly env?: Readonly<Record<string, string>>;
  readonly umask?: number;
  /** Only root can choose. */
  readonly user?: number;
  readonly jobs?: number;
}

/** As in this process. */
export const ordinary: BuildPlace = {};

/** How a copy is built. */
export interface CopyBuild {
  /** Default: its own. */
  readonly cacheDirectory?: string;
  readonly place?: BuildPlace;
}

/** A copy of the sources in a folder of its own, with a cache of its own and, unless told otherwise, the dependencies of this checkout. */
export class CleanCopy implements Disposable {
  readonly directory: string;
  readonly cacheDirectory: string;

  constructor(name: string, { install = false }: { readonly install?: boolean } = {}) {
    const base = fs.mkdtempSync(path.join(os.tmpdir(), `polyray-${name}-`));
    this.directory = path.join(base, 'checkout');
    this.cacheDirectory = path.join(base, 'cache');
    for (const file of projectFiles()) {
      fs.mkdirSync(path.dirname(path.join(this.directory, file)), { recursive: true });
      fs.copyFileSync(path.join(root, file), path.join(this.directory, file));
    }
    if (!install) fs.symlinkSync(path.join(root, 'node_modules'), path.join(this.directory, 'node_modules'));
  }

  /** Runs `build/commands/build.ts` there, as a process. */
  async build(args: readonly string[], { cacheDirectory = this.cacheDirectory, place = ordinary }: CopyBuild = {}): Promise<BuildTimes> {
    const { umask, user } = place;
    const began = performance.now();
    const script = path.join(this.directory, 'build/commands/build.ts');
    const home = user === undefined ? {} : { HOME: path.dirname(this.directory) };
    const env = { ...process.env, ...home, ...place.env, POLYRAY_CACHE: cacheDirectory };
    const command = [process.execPath, script, ...args];
    const timed = process.platform === 'win32' ? command : ['sh', '-c', '"$@"; status=$?; times >&3; exit $status', 'sh', ...command];
    const as = user === undefined ? {} : { uid: user, gid: user };
    if (user !== undefined) this.#give(user);
    const before = umask === undefined ? undefined : process.umask(umask); // which children inherit
    const child = spawn(timed[0]!, timed.slice(1), { cwd: this.directory, env, stdio: ['ignore', 'inherit', 'inherit', 'pipe'], ...as });
    if (before !== undefined) process.umask(before);
    let times = '';
    (child.stdio[3] as Readable).on('data', (chunk: Buffer) => {
      times += chunk;
    });
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`Cannot build in "${this.directory}": exit code ${code}`);
    return { wallMs: performance.now() - began, ...cpuTime(times) };
  }

  /** Makes a user the owner of everything here. */
  #give(user: number): void {
    const base = path.dirname(this.directory);
    for (const file of [base, ...fs.readdirSync(base, { recursive: true, encoding: 'utf8' }).map((name) => path.join(base, name))])
      fs.lchownSync(file, user, user);
  }

  /** Forgets everything built there. */
  clean(): void {
    fs.rmSync(this.cacheDirectory, { recursive: true, force: true });
    for (const name of fs.readdirSync(path.join(this.directory, 'components'))) {
      fs.rmSync(path.join(this.directory, 'components', name, 'dist'), { recursive: true, force: true });
    }
  }

  [Symbol.dispose](): void {
    fs.rmSync(path.dirname(this.directory), { recursive: true, force: true });
  }
}

/** The command-line form of build options. */
export function buildArguments({ only, except, preset, config, set = [], jobs, debug }: BuildOptions): string[] {
  return [
    ...Object.entries({ only, except, preset, config, jobs }).flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name}`, String(value)],
    ),
    ...set.flatMap((text) => ['--set', text]),
    ...(debug ? ['--debug'] : []),
  ];
}
