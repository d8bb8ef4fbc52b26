import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ExecutorNotFoundError } from '../errors.ts';

/** A locked package; `components/python/host/packages/read-lock.js` says what each field is. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  readonly file: string;
  readonly url: string;
  readonly sha256: string;
  readonly size: number;
  readonly requiresPython?: string;
}

export interface Lock {
  readonly lockVersion: number;
  readonly python: string;
  readonly platform: string;
  readonly requiresPython?: string;
  readonly requirements: readonly string[];
  readonly packages: readonly LockedPackage[];
}

export interface ResolvedPackage {
  readonly name: string;
  readonly version: string;
  readonly url: string;
  readonly sha256: string | null;
  readonly requiresPython: string | null;
}

/** A package for which no wheel was found. */
export interface Missing {
  readonly name: string;
  readonly specifier: string;
}

/** Wheels of Pyodide's own index, and where they can be fetched. */
export interface Mirror {
  readonly base: string;
  readonly wheels: readonly MirrorWheel[];
}

export interface MirrorWheel {
  readonly name: string;
  readonly version: string;
  readonly file: string;
  readonly sha256: string | null;
  readonly depends: readonly string[];
}

export interface ResolutionRequest {
  readonly requirements: readonly string[];
  readonly constraints: readonly string[];
  readonly pre: boolean;
  readonly indexUrls: readonly string[];
  readonly mirror?: Mirror;
}

/** A program as a wheel: the one version that is used, and its digests. */
export interface ToolWheel {
  readonly name: string;
  readonly version: string;
  readonly file: string;
  readonly sha256: readonly string[];
}

interface Failure {
  readonly log: string;
  readonly missing: readonly Missing[];
  readonly unreachable: readonly string[];
}

/** What `polyray-python/packages` exports, as far as it is used here. */
interface Packages {
  readonly target: { readonly python: string; readonly platform: string };
  readonly lockVersion: number;
  readLock(text: string): Lock;
  verifyWheel(wheel: { readonly file: string; readonly sha256: string; readonly bytes: Uint8Array<ArrayBuffer> }): Promise<void>;
}

/** What `polyray-python/packages/resolve` exports, as far as it is used here. */
interface Resolve {
  readonly pip: ToolWheel;
  readonly micropip: ToolWheel;
  resolveWithPip(
    request: ResolutionRequest,
    tools: { readonly python: string; readonly wheel: string; readonly signal?: AbortSignal },
  ): Promise<ResolvedPackage[]>;
  resolveWithMicropip(request: ResolutionRequest, tools: { readonly wheel: Uint8Array<ArrayBuffer> }): Promise<ResolvedPackage[]>;
  readPyodideIndex(): Promise<{
    readonly base: string;
    readonly wheels: ReadonlyMap<string, MirrorWheel & { readonly sha256: string }>;
    readonly libraries: ReadonlySet<string>;
  }>;
  failureText(resolver: string, failure: Failure, more: (missing: Missing) => string, end: string): string;
  readonly UnresolvedError: new (...args: never) => Error & { readonly resolver: string; readonly failure: Failure };
  allowsVersion(specifier: string, version: string): boolean;
  normalizeName(name: string): string;
  parseWheelName(file: string): { readonly name: string; readonly version: string } | undefined;
  isCompatible(wheel: object): boolean;
}

export type PackagesComponent = Packages & Resolve;

/** Loads what package `polyray-python` knows of packages. @throws {ExecutorNotFoundError} where it is not installed */
export async function importPackagesComponent(): Promise<PackagesComponent> {
  const parts = await Promise.all(
    ['polyray-python/packages', 'polyray-python/packages/resolve'].map((name) => import(locate(name)) as Promise<object>),
  );
  return Object.assign({}, ...parts) as PackagesComponent;
}

function locate(name: string): string {
  // beside the program that is run, then beside polyray itself
  for (const place of [process.cwd(), path.dirname(fileURLToPath(import.meta.url))]) {
    try {
      return pathToFileURL(createRequire(path.join(place, 'x.js')).resolve(name)).href;
    } catch {} // the next place may have it
  }
  throw new ExecutorNotFoundError('Cannot find executor "python": package "polyray-python" is not installed');
}
