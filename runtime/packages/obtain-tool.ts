import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { PackageError } from '../errors.ts';
import { download } from './download.ts';
import type { ToolWheel } from './packages-component.ts';
import { pipDownload, type SystemPython } from './system-python.ts';
import { digestOf, type WheelCache } from './wheel-cache.ts';

/** Where a tool's wheel may come from; each is tried in turn. */
export interface ToolSources {
  readonly cache: WheelCache;
  readonly python?: SystemPython;
  readonly indexUrls: readonly string[];
  /** URLs of folders of Pyodide's own index. */
  readonly folders: readonly string[];
  readonly signal?: AbortSignal;
}

const longest = 1 << 26;

/**
 * The wheel of a tool in its one pinned version, from the cache or fetched; only bytes of a pinned digest are ever used.
 *
 * @throws {PackageError} with why each source failed
 */
export async function obtainTool(
  tool: ToolWheel,
  sources: ToolSources,
): Promise<{ readonly path: string; readonly bytes: Uint8Array<ArrayBuffer> }> {
  const { cache, python, indexUrls, folders, signal } = sources;
  for (const sha256 of tool.sha256) {
    const { bytes } = await cache.read(sha256);
    if (bytes !== undefined) return { path: cache.pathOf(sha256), bytes };
  }
  const ways: [string, () => Promise<Uint8Array<ArrayBuffer>>][] = [
    ...(python === undefined ? [] : [[`pip of "${python.command}"`, () => withPip(tool, python, indexUrls[0], signal)] as const]),
    ...indexUrls.map((index) => [index, () => fromIndex(tool, index, signal)] as const),
    ...folders.map((folder) => [folder, () => download(new URL(tool.file, folder).href, longest, signal)] as const),
  ].map(([where, get]) => [where, get]);
  const failures: string[] = [];
  for (const [where, get] of ways) {
    try {
      const bytes = await get();
      const found = digestOf(bytes);
      if (!tool.sha256.includes(found)) throw new Error(`its SHA-256 is ${found}, must be ${tool.sha256.join(' or ')}`);
      return { path: cache.pathOf(await cache.write(bytes)), bytes };
    } catch (error) {
      signal?.throwIfAborted();
      failures.push(`  ${where}: ${(error as Error).message}`);
    }
  }
  const hint = "--index-url names a package index, --index a folder or mirror of Pyodide's own";
  throw new PackageError(`Cannot obtain ${tool.name} ${tool.version}, the resolver; ${hint}:\n${failures.join('\n')}`);
}

async function withPip(tool: ToolWheel, python: SystemPython, indexUrl: string | undefined, signal: AbortSignal | undefined) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'polyray-tool-'));
  try {
    await pipDownload(python, `${tool.name}==${tool.version}`, folder, indexUrl, signal);
    return new Uint8Array(await readFile(path.join(folder, tool.file)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** By the Simple API, in JSON (PEP 691) or HTML (PEP 503). */
async function fromIndex(tool: ToolWheel, index: string, signal: AbortSignal | undefined): Promise<Uint8Array<ArrayBuffer>> {
  const page = `${index.replace(/\/$/, '')}/${tool.name}/`;
  const html = new TextDecoder().decode(await download(page, longest, signal));
  const links = [...html.matchAll(/<a\b[^>]*\bhref\s*=\s*["']([^"']+)["']/gi)].map(([, href = '']) => href.replaceAll('&amp;', '&'));
  const link = links.find((href) => new URL(href, page).pathname.endsWith(`/${tool.file}`));
  if (link === undefined) throw new Error(`it has no "${tool.file}"`);
  return download(new URL(link, page).href, longest, signal);
}
