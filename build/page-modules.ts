import fs from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { writeChanged } from './cache.ts';

/** What modules are made of. */
export interface PageModulesOptions {
  /** The folder of the sources. */
  readonly sources: string;
  /** The folder of the modules. */
  readonly to: string;
  /** The sources that are exported. */
  readonly entries: readonly string[];
  /** Takes one source's place by another: paths from `sources`. */
  readonly instead: ReadonlyMap<string, string>;
  readonly target: string;
}

/** An import as esbuild writes it, static or not: what is before the specifier, and the specifier. */
const imports = /(^(?:(?:import|export) [^"\n]*|\} )from |^import |\bimport\()"([^"]+)"/gm;

/**
 * The host for pages as other people's bundlers take it: a module for each source, so that they leave out what a program
 * does not use, however the sources hang together. Of packages each is a module of its own, in `packages/`.
 *
 * @returns the files written
 */
export async function writePageModules({ sources, to, entries, instead, target }: PageModulesOptions): Promise<string[]> {
  const files: string[] = [];
  const packages = new Map<string, string>();
  const seen = new Set<string>();
  const write = (name: string, text: string) => {
    const file = path.join(to, name);
    writeChanged(file, text);
    files.push(file);
  };
  const found = (source: string) => instead.get(path.relative(sources, source)) ?? path.relative(sources, source);
  let wave = entries.map(found);
  while (wave.length > 0) {
    for (const name of wave) seen.add(name);
    const { outputFiles } = await build({
      entryPoints: wave.map((name) => path.join(sources, name)),
      outdir: to,
      outbase: sources,
      format: 'esm',
      target,
      write: false,
      logLevel: 'silent',
    });
    const next = new Set<string>();
    for (const { path: file, text } of outputFiles) {
      const folder = path.join(sources, path.relative(to, path.dirname(file)));
      const rewritten = text.replaceAll(imports, (given, before: string, specifier: string) => {
        if (!specifier.startsWith('.')) {
          const module = `packages/${specifier.replace(/^@/, '').replaceAll('/', '-').replace(/\.js$/, '')}.js`;
          packages.set(specifier, module);
          return `${before}"${relative(path.dirname(file), path.join(to, module))}"`;
        }
        if (!specifier.endsWith('.ts')) return given;
        const name = found(path.join(folder, specifier));
        if (!seen.has(name)) next.add(name);
        return `${before}"${relative(path.dirname(file), path.join(to, name.replace(/\.ts$/, '.js')))}"`;
      });
      write(path.relative(to, file), rewritten);
    }
    wave = [...next];
  }
  const { outputFiles } = await build({
    entryPoints: Object.fromEntries([...packages].map(([specifier, module]) => [module.replace(/\.js$/, ''), specifier] as const)),
    plugins: [
      {
        name: 'as the sources find them',
        setup: ({ onResolve, resolve }) => {
          onResolve({ filter: /^/ }, ({ path: specifier, kind }) =>
            kind === 'entry-point' ? resolve(specifier, { kind: 'import-statement', resolveDir: sources }) : undefined,
          );
        },
      },
    ],
    outdir: to,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target,
    chunkNames: 'packages/[name]-[hash]',
    legalComments: 'none',
    write: false,
    logLevel: 'silent',
  });
  for (const { path: file, text } of outputFiles) write(path.relative(to, file), text);
  return files;
}

function relative(from: string, to: string): string {
  const way = path.relative(from, to).replaceAll(path.sep, '/');
  return way.startsWith('.') ? way : `./${way}`;
}

/** Modules under other names, which threads start from: found beside the module that starts them. */
export function writeThreadModules(to: string, threads: Readonly<Record<string, string>>): string[] {
  fs.mkdirSync(to, { recursive: true });
  return Object.entries(threads).map(([name, module]) => {
    const file = path.join(to, `${name}.js`);
    writeChanged(file, `import ${JSON.stringify(module)};\n`);
    return file;
  });
}
