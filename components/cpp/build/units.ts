import { keyOf } from '../../../build/cache.ts';
import type { SourceTree } from './source-tree.ts';
import { fftwFolders, ownFolders } from './sources.ts';

/** One run of the compiler's middle part: a source with its flags, and the key under which its object is kept. */
export interface Unit {
  readonly file: string;
  readonly driver: 'clang' | 'clang++';
  readonly flags: readonly string[];
  /** Every file that it may read. */
  readonly needs: readonly string[];
  readonly key: string;
}

/** The options of the same names, and what else decides what is compiled. */
export interface UnitOptions {
  readonly fftw: boolean;
  readonly precisions: readonly ('fp32' | 'fp64')[];
  readonly simd: boolean;
  readonly debug: boolean;
  /** Identifies the compiler, and what it is told of every unit. */
  readonly toolchain: { readonly key: string; readonly target: readonly string[] };
}

const machine = (simd: boolean): string[] => [...(simd ? ['-msimd128'] : []), '-ffp-contract=off', '-fno-ident'];
const include = (folders: readonly string[]): string[] => folders.map((folder) => `-I${folder}`);
const fftwFlags = ['-O3', '-std=gnu17', '-w', ...include(fftwFolders)];
const ownFlags = ['-Wall', '-Wextra', '-Wshadow', '-Werror', ...include(ownFolders)];
/** The last one: without it <span> alone brings in seconds' worth of other headers. */
const cppFlags = ['-std=c++20', '-fno-exceptions', '-fno-rtti', '-D_LIBCPP_REMOVE_TRANSITIVE_INCLUDES'];
const releaseFlags = ['-O3', '-DNDEBUG'];
/** libc++ checks every index of a span; a name survives in every stack trace. */
const debugFlags = ['-O1', '-gline-tables-only', '-D_LIBCPP_HARDENING_MODE=_LIBCPP_HARDENING_MODE_EXTENSIVE'];

/** FFTW's files that are not built: Fortran, stdio, and what fftw/ stands in for. */
const notBuilt =
  /^src\/(api\/(f77.*|export-wisdom-to-file|import-wisdom-from-file|import-system-wisdom|mkprinter-file|print-plan)|kernel\/(timer|assert))\.c$/;

/** Codelets of the instruction set that is left out. */
const ofSimd = /\/simd\//;
/** All but the transforms themselves compute in double precision. */
const inDouble = /^plugins\/src\/(?!fft_)/;
const betweenDouble = 'operations/dsp.hpp';

/** Every unit, in the order in which their objects are linked: operations by name, for that is the order of the declarations. */
export function unitsOf(tree: SourceTree, options: UnitOptions): Unit[] {
  const { precisions, simd } = options;
  const { key: compiler, target } = options.toolchain;
  const has = (precision: 'fp32' | 'fp64'): boolean => precisions.includes(precision);
  // only where it matters: all else is the same in every build
  const left = [...(has('fp32') ? [] : ['-DFFT_WITHOUT_FLOAT']), ...(has('fp64') ? [] : ['-DFFT_WITHOUT_DOUBLE'])];
  const unit = (file: string, given: readonly string[]): Unit => {
    const needs = tree.closureOf(file);
    const more = left.filter((flag) => needs.some((need) => asksFor(tree.bytes(need), flag.slice('-D'.length))));
    const flags = [...target, ...machine(simd), ...given, ...more];
    const key = keyOf(compiler, JSON.stringify(flags), ...needs.flatMap((need) => [need, tree.hashOf(need)]));
    return { file, driver: file.endsWith('.cpp') ? 'clang++' : 'clang', flags, needs, key };
  };
  const level = options.debug ? debugFlags : releaseFlags;
  const otherFft = options.fftw ? 'plugins/src/fft_portable.cpp' : 'plugins/src/fft_fftw.cpp';
  const isBuilt = (file: string): boolean =>
    file !== otherFft && (has('fp64') || !(inDouble.test(file) || tree.closureOf(file).includes(betweenDouble)));
  const own = [...tree.list(/^operations\/.*\.cpp$/).sort(byName), ...tree.list(/^(guest|plugins\/src)\/.*\.(c|cpp)$/)]
    .filter(isBuilt)
    .map((file) => unit(file, [...ownFlags, ...level, ...(file.endsWith('.cpp') ? cppFlags : ['-std=c17'])]));
  if (!options.fftw) return own;
  const fftw = tree.list(/^(src|fftw)\/.*\.c$/).filter((file) => !notBuilt.test(file) && (simd || !ofSimd.test(file)));
  const inPrecision = (...more: string[]): Unit[] => fftw.map((file) => unit(file, [...fftwFlags, ...more]));
  return [...own, ...(has('fp64') ? inPrecision() : []), ...(has('fp32') ? inPrecision('-DFFTW_SINGLE=1') : [])];
}

function asksFor(source: Uint8Array, name: string): boolean {
  return Buffer.from(source).includes(name);
}

/** `signal.fft.cpp` before `signal.fft-2d.cpp`, as the operations' names are ordered. */
function byName(a: string, b: string): number {
  const [left, right] = [a, b].map((file) => file.replace(/\.cpp$/, '')) as [string, string];
  return left < right ? -1 : left > right ? 1 : 0;
}
