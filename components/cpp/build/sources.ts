import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { SourceTree } from './source-tree.ts';
import { untar } from './untar.ts';

/** Where headers are looked for, as the compiler's `-I` and for the keys alike. */
export const fftwFolders = ['fftw', 'src'] as const;
export const ownFolders = ['guest', 'plugins/include', 'src/api', 'fftw'] as const;

/** FFTW's C files and headers that can matter here: no other instruction set than its generic one, no threads, no MPI. */
function wanted(file: string): boolean {
  if (!/^(api|dft|rdft|reodft|kernel|simd-support)\/.*\.[ch]$/.test(file)) return false;
  return (
    !/simd/.test(file) ||
    /simd\/(common|codlist|[a-z0-9]+\.h)/.test(file) ||
    /^simd-support\/(taint\.c|simd-(common|generic128)\.h)$/.test(file)
  );
}

/**
 * All that is compiled, under virtual paths: `src/` is FFTW, `fftw/` what stands in for parts of it, `guest/` the ABI,
 * `operations/` the declarations, `plugins/` the algorithms.
 * @param fftw the tarball, or undefined for a build without FFTW
 * @param simd whether FFTW is to have its SIMD codelets
 */
export function readSources(directory: string, root: string, fftw: Uint8Array | undefined, simd: boolean): SourceTree {
  const tree = new SourceTree([...new Set([...fftwFolders, ...ownFolders])]);
  for (const [file, bytes] of fftw === undefined ? [] : untar(gunzipSync(fftw))) {
    const relative = file.slice(file.indexOf('/') + 1);
    if (wanted(relative)) tree.add(`src/${relative}`, bytes);
  }
  for (const folder of ['guest', 'operations', ...(fftw === undefined ? [] : ['fftw'])])
    tree.addFolder(path.join(directory, folder), folder);
  for (const folder of ['include', 'src']) tree.addFolder(path.join(root, 'cpp_plugins', folder), `plugins/${folder}`);
  if (fftw !== undefined && !simd) {
    const config = Buffer.from(tree.bytes('fftw/config.h')).toString();
    tree.add('fftw/config.h', config.replaceAll(/^#define (HAVE_GENERIC_SIMD128|SIMD_HEADER) .*\n/gm, ''));
  }
  return tree;
}
