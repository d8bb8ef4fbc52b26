import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { InvalidFileError, PackageError } from '../errors.ts';
import { reasonOf } from './download.ts';
import type { Mirror, MirrorWheel, PackagesComponent } from './packages-component.ts';

const patienceMs = 5000;

/**
 * Pyodide's own index where it was copied to: a folder, or the URL of one. A folder's other wheels count too.
 *
 * @throws {InvalidFileError | PackageError} where there is none
 */
export async function openMirror(component: PackagesComponent, given: string, signal?: AbortSignal): Promise<Mirror> {
  if (/^https?:\/\//.test(given)) {
    const mirror = await remoteMirror(component, given, signal);
    if ('reason' in mirror) throw new PackageError(`Cannot reach Pyodide's own index at ${mirror.base}: ${mirror.reason}`);
    return mirror;
  }
  const folder = given.startsWith('file:') ? fileURLToPath(given) : given;
  const files = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    const reason = cause.code === 'ENOENT' ? 'there is no such folder' : cause.code === 'ENOTDIR' ? 'it is no folder' : cause.message;
    throw new InvalidFileError(given, reason, { cause });
  });
  const { wheels } = await component.readPyodideIndex();
  const known = new Map([...wheels.values()].map((wheel) => [wheel.file, wheel]));
  const found = files.flatMap((file): MirrorWheel[] => {
    const name = component.parseWheelName(file);
    if (name === undefined || !component.isCompatible(name)) return [];
    return [known.get(file) ?? { name: name.name, version: name.version, file, sha256: null, depends: [] }];
  });
  if (found.length === 0) throw new InvalidFileError(given, 'it has no wheels for Pyodide');
  return { base: pathToFileURL(`${path.resolve(folder)}/`).href, wheels: found };
}

/** Pyodide's own index at a URL, default: where its makers keep it; or why it cannot be reached. */
export async function remoteMirror(
  component: PackagesComponent,
  given?: string,
  signal?: AbortSignal,
): Promise<Mirror | { readonly base: string; readonly reason: string }> {
  const index = await component.readPyodideIndex();
  const base = (given ?? index.base).replace(/\/*$/, '/');
  // a file that every copy has, and a small one
  const { file } = index.wheels.get('micropip') as MirrorWheel;
  try {
    const timeout = AbortSignal.timeout(patienceMs);
    const response = await fetch(new URL(file, base), { signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]) });
    await response.body?.cancel();
    if (!response.ok) return { base, reason: `the server answers ${response.status} for ${file}` };
    return { base, wheels: [...index.wheels.values()] };
  } catch (error) {
    signal?.throwIfAborted();
    return { base, reason: (error as Error).name === 'TimeoutError' ? `no answer within ${patienceMs} ms` : reasonOf(error) };
  }
}
