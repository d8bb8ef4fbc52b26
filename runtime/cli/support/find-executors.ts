import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ExecutorLoadError, ExecutorNotFoundError } from '../../errors.ts';
import type { PackagedExecutor } from '../../executor/executor-package.ts';
import { exportName } from '../../executor/export-name.ts';
import { notBuilt } from '../../executor/supported-build.ts';

const prefix = 'polyray-';
/** Where packages are looked for: beside the program that is run, then beside polyray itself. */
const places = [process.cwd(), path.dirname(fileURLToPath(import.meta.url))];

/** The executors whose packages (`polyray-<name>`) are installed, sorted. */
function installedExecutors(): string[] {
  const found = new Set<string>();
  for (const place of places) {
    for (const folder of createRequire(path.join(place, 'x.js')).resolve.paths('polyray') ?? []) {
      if (!fs.existsSync(folder)) continue;
      for (const name of fs.readdirSync(folder)) {
        if (!name.startsWith(prefix)) continue;
        if (isExecutor(path.join(folder, name))) found.add(name.slice(prefix.length));
      }
    }
  }
  return [...found].sort();
}

/** A package that is half installed is none. */
function isExecutor(folder: string): boolean {
  try {
    const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) as { polyray?: object; files?: string[] };
    return (
      manifest.polyray !== undefined &&
      (manifest.files ?? []).every((file) => file.startsWith('!') || fs.existsSync(path.join(folder, file)))
    );
  } catch {
    return false;
  }
}

/**
 * The packages behind names such as `cpp`.
 *
 * @throws {ExecutorNotFoundError} for one that is not installed
 * @throws {ExecutorLoadError} for one that is not built, or cannot be imported
 */
export async function importExecutors(names: Iterable<string>): Promise<Record<string, PackagedExecutor>> {
  const packages: Record<string, PackagedExecutor> = {};
  const installed = installedExecutors();
  for (const name of new Set(names)) {
    if (!installed.includes(name)) {
      throw new ExecutorNotFoundError(
        `Cannot find executor "${name}": installed are ${installed.join(', ') || 'none'}; it would be package "${prefix}${name}"`,
      );
    }
    packages[name] = await importPackage(name);
    if (packages[name].builds.length === 0) throw notBuilt(name);
  }
  return packages;
}

/** All that are installed, and the names of those that are not built. */
export async function importInstalled(): Promise<{ packages: Record<string, PackagedExecutor>; notBuilt: string[] }> {
  const found = await Promise.all(installedExecutors().map(async (name) => [name, await importPackage(name)] as const));
  return {
    packages: Object.fromEntries(found.filter(([, { builds }]) => builds.length > 0)),
    notBuilt: found.flatMap(([name, { builds }]) => (builds.length > 0 ? [] : [name])),
  };
}

async function importPackage(name: string): Promise<PackagedExecutor> {
  const url = resolve(name);
  let found: PackagedExecutor | undefined;
  try {
    found = ((await import(url)) as Record<string, PackagedExecutor | undefined>)[exportName(name)];
  } catch (cause) {
    throw new ExecutorLoadError(`Cannot load package "${prefix}${name}" from "${url}": ${(cause as Error).message}`, { cause });
  }
  if (!Array.isArray(found?.builds))
    throw new ExecutorLoadError(`Cannot load package "${prefix}${name}": it exports no executor "${exportName(name)}"`);
  return found;
}

function resolve(name: string): string {
  for (const place of places) {
    try {
      return pathToFileURL(createRequire(path.join(place, 'x.js')).resolve(`${prefix}${name}`)).href;
    } catch {} // the next place may have it
  }
  throw new ExecutorNotFoundError(`Cannot load package "${prefix}${name}"`);
}
