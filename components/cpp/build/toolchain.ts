import fs from 'node:fs';
import path from 'node:path';
import type { Cache } from '../../../build/cache.ts';
import type { SourceTree } from './source-tree.ts';
import type { Unit } from './units.ts';

/** What compiles and links the executor; each is a file of `toolchains/`, opened by its `open`. */
export interface Toolchain extends Disposable {
  readonly name: string;
  /** Identifies the compiler and the libraries that it links. */
  readonly key: string;
  /** What the compiler is told of every unit: the target, and what it alone needs to hear. */
  readonly target: readonly string[];
  /** The most units that one `compile` should be given. */
  readonly largestBatch: number;
  /** Says how many units are to come, before the first. */
  expect?(units: number): void;
  /** Compiles units of the same driver and flags, each to its object. Rejects with what the compiler said. */
  compile(tree: SourceTree, units: readonly Unit[], objectOf: (unit: Unit) => string): Promise<void>;
  /** What the linker is told. @param options `debug`: names are kept */
  linkFlags(options: { readonly debug: boolean }): string[];
  /** Links objects, in order, into a core module that exports what its sources say and has no start function. */
  link(objects: readonly string[], output: string, flags: readonly string[]): Promise<void>;
}

export interface ToolchainOptions {
  readonly cache: Cache;
  /** How many compilers may run at once. */
  readonly jobs: number;
}

/** What a file of `toolchains/` exports as `open`. Throws where something is not installed, and says what to install. */
export type OpenToolchain = (options: ToolchainOptions) => Promise<Toolchain>;

/** What is taken unless something else is asked for: it comes with npm. */
export const defaultToolchain = 'yowasp';

/** For clang's driver with wasi-libc. The stack lies below the data, so that an overflow traps. */
export function wasiLinkFlags(target: readonly string[], debug: boolean): string[] {
  return [
    ...target,
    '-mexec-model=reactor',
    debug ? '-Wl,--gc-sections' : '-Wl,--gc-sections,--strip-all',
    `-Wl,-z,stack-size=${stackBytes},--stack-first`,
    '-Wl,--max-memory=4294967296',
  ];
}

export const stackBytes = 1 << 18;

const folder = path.join(import.meta.dirname, 'toolchains');

/** The toolchains there are, sorted. */
export function toolchainNames(): string[] {
  return fs
    .readdirSync(folder)
    .flatMap((name) => (/^[a-z-]+\.ts$/.test(name) ? [name.replace('.ts', '')] : []))
    .sort();
}

/** @param name one of {@link toolchainNames} */
export async function openToolchain(name: string, options: ToolchainOptions): Promise<Toolchain> {
  const { open } = (await import(`./toolchains/${name}.ts`)) as { open: OpenToolchain };
  return open(options);
}
