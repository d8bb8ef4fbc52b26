import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { SourceTree } from './source-tree.ts';
import type { Unit } from './units.ts';

/** The commands of a compiler that is installed on this machine, each with the arguments that always come first. */
export interface Commands {
  readonly clang: readonly string[];
  readonly 'clang++': readonly string[];
  readonly link: readonly string[];
}

/** A compiler of this machine: sources are written to a folder of their own, where its processes run. */
export class InstalledCompiler implements Disposable {
  readonly #commands: Commands;
  readonly #folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-cpp-'));
  readonly #written = new Map<string, string>();
  readonly #stopped = new AbortController();

  constructor(commands: Commands) {
    this.#commands = commands;
  }

  async compile(tree: SourceTree, units: readonly Unit[], objectOf: (unit: Unit) => string): Promise<void> {
    for (const file of new Set(units.flatMap((unit) => unit.needs))) this.#write(file, tree);
    // the folder's name is not to be in debug information
    for (const unit of units)
      await this.#make(objectOf(unit), [...this.#commands[unit.driver], ...unit.flags, '-ffile-compilation-dir=.', '-c', unit.file]);
  }

  /** @param flags what comes before the objects */
  async link(objects: readonly string[], output: string, flags: readonly string[]): Promise<void> {
    const list = path.join(this.#folder, 'objects');
    fs.writeFileSync(list, objects.map((file) => `"${file.replaceAll('\\', '/')}"\n`).join(''));
    await this.#make(output, [...this.#commands.link, ...flags, `@${list}`]);
  }

  #write(file: string, tree: SourceTree): void {
    if (this.#written.get(file) === tree.hashOf(file)) return;
    const at = path.join(this.#folder, file);
    fs.mkdirSync(path.dirname(at), { recursive: true });
    fs.writeFileSync(at, tree.bytes(file));
    this.#written.set(file, tree.hashOf(file));
  }

  /** Runs a command with `-o`; what it makes is whole or absent. */
  async #make(output: string, [program, ...args]: readonly string[]): Promise<void> {
    fs.mkdirSync(path.dirname(output), { recursive: true });
    // emscripten goes by the extension
    const part = output.replace(/(\.[a-z]+)$/, `.${process.pid}.part$1`);
    try {
      await run(program!, [...args, '-o', part], { cwd: this.#folder, signal: this.#stopped.signal });
      fs.renameSync(part, output);
    } finally {
      fs.rmSync(part, { force: true });
    }
  }

  [Symbol.dispose](): void {
    this.#stopped.abort();
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }
}

export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. Rejects with what it said of its failure. */
export function run(program: string, args: readonly string[], options: { cwd?: string; signal?: AbortSignal } = {}): Promise<Output> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { ...options, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (error === null) resolve({ stdout, stderr });
      else reject(new Error(stderr.trim() === '' ? error.message : stderr.trim(), { cause: error }));
    });
  });
}

/** What a compiler says of itself. */
export async function versionOf(program: string): Promise<string> {
  return (await run(program, ['--version'])).stdout;
}

/** The files of PATH whose name fits, the first of each name, in PATH's order. */
export function programsNamed(pattern: RegExp): string[] {
  const found = new Map<string, string>();
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const names = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
    for (const name of names) if (pattern.test(name) && !found.has(name)) found.set(name, path.join(folder, name));
  }
  return [...found.values()];
}
