import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { BuildOptions } from './build.ts';
import { root } from './members.ts';

/** A copy of the sources in a folder of its own, with a cache of its own and the dependencies of this checkout. */
export class CleanCopy implements Disposable {
  readonly directory: string;
  readonly cacheDirectory: string;

  constructor(name: string) {
    const base = fs.mkdtempSync(path.join(os.tmpdir(), `polyray-${name}-`));
    this.directory = path.join(base, 'checkout');
    this.cacheDirectory = path.join(base, 'cache');
    const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
    for (const file of files.split('\0').filter(Boolean)) {
      const from = path.join(root, file);
      if (!fs.existsSync(from)) continue;
      fs.mkdirSync(path.dirname(path.join(this.directory, file)), { recursive: true });
      fs.copyFileSync(from, path.join(this.directory, file));
    }
    fs.symlinkSync(path.join(root, 'node_modules'), path.join(this.directory, 'node_modules'));
  }

  /** Runs `build/commands/build.ts` there, as a process. @returns how long it took, in milliseconds */
  async build(args: readonly string[], cacheDirectory = this.cacheDirectory): Promise<number> {
    const began = performance.now();
    const script = path.join(this.directory, 'build/commands/build.ts');
    const env = { ...process.env, POLYRAY_CACHE: cacheDirectory };
    const child = spawn(process.execPath, [script, ...args], { cwd: this.directory, env, stdio: ['ignore', 'inherit', 'inherit'] });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`Cannot build in "${this.directory}": exit code ${code}`);
    return performance.now() - began;
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
