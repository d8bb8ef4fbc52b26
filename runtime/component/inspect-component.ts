import { ExecutorLoadError, ImportNotGrantedError, InvalidComponentError, TaskTimeoutError } from '../errors.ts';
import { contractPackage, type Operation } from '../executor/contract.ts';
import { executorVersion, interfaceName } from '../executor/contract-version.ts';
import { ungrantedImports } from '../executor/executor-grants.ts';
import type { TrustLevel } from '../executor/executor-package.ts';
import { sha256Of } from '../platform/digest.ts';
import { BinaryFormatError } from './binary-reader.ts';
import { type ComponentExtern, type FileLayout, readFileLayout } from './component-layout.ts';
import type { ComponentLoader, LoadOptions } from './component-loader.ts';
import type { ComponentSource, SourceBytes } from './component-source.ts';
import type { ModuleLayout } from './module-layout.ts';
import type { Producers } from './producers.ts';

/** What a file is, and what it would take to run it. */
export interface ComponentReport {
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly kind: FileLayout['kind'];
  /** The largest of the contract's worlds that it exports; undefined: none. */
  readonly world: string | undefined;
  /** Each with the grants that would give it, or none; empty where it needs nothing. */
  readonly imports: readonly (ComponentExtern & { readonly grants?: readonly string[] })[];
  readonly exports: readonly ComponentExtern[];
  readonly modules: readonly Omit<ModuleLayout, 'producers'>[];
  readonly producers: Producers;
  /** What keeps it from being loaded with the grants that were given. */
  readonly problem: { readonly name: string; readonly message: string } | undefined;
  /** What it said of itself, where it could be asked. */
  readonly executor:
    | { readonly name: string; readonly version: string; readonly trust: TrustLevel; readonly operations: readonly Operation[] }
    | undefined;
}

/**
 * Looks into any file. An executor that is granted its imports, or has none, is instantiated and asked what it can do, in a
 * thread with a time limit; of anything else nothing runs.
 *
 * @throws {ExecutorLoadError} when the source cannot be read
 */
export async function inspectComponent(
  loader: ComponentLoader,
  source: ComponentSource,
  options: LoadOptions = {},
): Promise<ComponentReport> {
  const read = await loader.read(source, options);
  const { bytes } = read;
  const sha256 = await sha256Of(bytes);
  const file = outlineOf(bytes);
  const { imports, exports, modules, producers } =
    file.kind === 'component' ? file.layout : { imports: [], exports: [], modules: [], producers: {} };
  const needs = new Map(ungrantedImports(imports.map(({ name }) => name)).map(({ name, grants }) => [name, grants]));
  const { executor, problem } = await ask(loader, read, options);
  return {
    bytes: bytes.length,
    sha256,
    kind: file.kind,
    world: worldOf(exports),
    imports: imports.map((extern) => (needs.has(extern.name) ? { ...extern, grants: needs.get(extern.name)! } : extern)),
    exports,
    modules: modules.map(({ producers: _, ...rest }) => rest),
    producers,
    problem,
    executor,
  };
}

/** Of a damaged file nothing is told; loading says what is wrong with it. */
function outlineOf(bytes: Uint8Array): FileLayout {
  try {
    return readFileLayout(bytes);
  } catch (error) {
    if (!(error instanceof BinaryFormatError)) throw error;
    return { kind: 'other', description: error.message };
  }
}

function worldOf(exports: readonly ComponentExtern[]): string | undefined {
  const version = executorVersion(exports.map(({ name }) => name));
  if (version === undefined) return undefined;
  const chains = exports.some(({ name }) => name === interfaceName('chain', version));
  return `${contractPackage}/${chains ? 'chaining-component' : 'component'}@${version}`;
}

async function ask(
  loader: ComponentLoader,
  read: SourceBytes,
  options: LoadOptions,
): Promise<Pick<ComponentReport, 'executor' | 'problem'>> {
  try {
    const { package: made } = await loader.loadRead(read, options);
    const { name, version, operations } = await loader.describe(made);
    return { executor: { name, version, trust: made.trust, operations }, problem: undefined };
  } catch (error) {
    const expected = [InvalidComponentError, ImportNotGrantedError, ExecutorLoadError, TaskTimeoutError];
    if (!expected.some((type) => error instanceof type)) throw error;
    const { name, message } = error as Error;
    return { executor: undefined, problem: { name, message } };
  }
}
