import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Metafile, type OutputFile } from 'esbuild';

/** What a browser loads for a part, minified. */
export interface Size {
  readonly part: string;
  readonly bytes: number;
  /** As a server sends it: each file by itself. */
  readonly gzipBytes: number;
}

type Outputs = Metafile['outputs'];

/** A file and what it imports statically: what is loaded before it runs. */
function closure(outputs: Outputs, file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const { path: other, kind } of outputs[file]!.imports) if (kind === 'import-statement') closure(outputs, other, found);
  return found;
}

function sizeOf(part: string, files: Iterable<string>, written: ReadonlyMap<string, OutputFile>): Size {
  const contents = [...files].map((file) => written.get(path.resolve(file))!.contents);
  const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
  return { part, bytes: sum(contents.map((one) => one.length)), gzipBytes: sum(contents.map((one) => gzipSync(one, { level: 9 }).length)) };
}

/** A program as somebody would write it. */
export interface Program {
  readonly part: string;
  /** JavaScript that imports the packages. */
  readonly text: string;
  /** Names, or a part of them, of files that are loaded later and belong to the part all the same. */
  readonly later?: readonly string[];
}

/** Bundles a program with esbuild from installed packages. @param project the folder whose node_modules they are in */
export async function measureProgram({ part, text, later = [] }: Program, project: string): Promise<Size> {
  const { metafile, outputFiles } = await build({
    stdin: { contents: text, resolveDir: project, sourcefile: 'main.js' },
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2024',
    outdir: path.join(project, 'sizes'),
    entryNames: 'main',
    chunkNames: '[name]-[hash]',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const { outputs } = metafile;
  const main = Object.keys(outputs).find((file) => path.basename(file) === 'main.js')!;
  const files = closure(outputs, main);
  for (const name of later) {
    const chunk = Object.keys(outputs).find((file) => path.basename(file).startsWith(name));
    if (chunk === undefined) throw new Error(`Cannot measure ${part}: esbuild wrote no "${name}"`);
    closure(outputs, chunk, files);
  }
  return sizeOf(part, files, new Map(outputFiles.map((file) => [file.path, file])));
}
