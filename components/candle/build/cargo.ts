import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const triple = 'wasm32-unknown-unknown';

export interface CargoOptions {
  /** Where Cargo.toml is. */
  readonly directory: string;
  /** Cargo's folder for what it builds. */
  readonly target: string;
  /** The crate, as a file is called after it. */
  readonly library: string;
  readonly jobs: number;
  readonly signal: AbortSignal;
}

/** Of the compiler that would build. @throws {Error} that says what is missing */
export async function rustVersion(signal: AbortSignal): Promise<string> {
  const libraries = await run('rustc', ['--print', 'target-libdir', '--target', triple], { signal }).catch((cause: Error) => {
    throw new Error(`Cannot build candle: it needs cargo and rustc, of Rust 1.85 or newer: ${cause.message}`, { cause });
  });
  if (!fs.existsSync(libraries.stdout.trim()))
    throw new Error(`Cannot build candle: rustc has no standard library for ${triple}; run \`rustup target add ${triple}\``);
  return (await run('rustc', ['--version', '--verbose'], { signal })).stdout;
}

/** @returns the core module @throws {Error} with what the compiler said */
export async function cargoBuild({ directory, target, library, jobs, signal }: CargoOptions): Promise<Uint8Array> {
  const home = process.env['CARGO_HOME'] ?? path.join(os.homedir(), '.cargo');
  const flags = [
    '-Ctarget-feature=+simd128',
    '--cfg=getrandom_backend="custom"', // src/entropy.rs
    `--remap-path-prefix=${home}=/cargo`,
    `--remap-path-prefix=${directory}=/candle`,
  ];
  const env = { ...process.env, CARGO_TARGET_DIR: target, CARGO_ENCODED_RUSTFLAGS: flags.join('\x1f') };
  const args = ['build', '--release', '--locked', '--target', triple, '--jobs', String(jobs)];
  await run('cargo', args, { cwd: directory, env, signal, maxBuffer: 2 ** 26 }).catch((cause: Error & { readonly stderr?: string }) => {
    throw new Error(`Cannot build candle:\n${cause.stderr ?? cause.message}`, { cause });
  });
  return fs.readFileSync(path.join(target, triple, 'release', `${library}.wasm`));
}
