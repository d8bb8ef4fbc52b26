import { expect, test } from 'vitest';
import { SourceTree } from './source-tree.ts';
import { fftwFolders, ownFolders } from './sources.ts';
import { type UnitOptions, unitsOf } from './units.ts';

function tree(changes: Record<string, string> = {}): SourceTree {
  const made = new SourceTree([...fftwFolders, ...ownFolders]);
  const files: Record<string, string> = {
    'guest/types.hpp': 'struct T;',
    'guest/exports.cpp': '#include "types.hpp"\n',
    'operations/signal.fft.cpp': '#include "fft.hpp"\n#include "types.hpp"\n#include <span>\n',
    'operations/signal.fft-2d.cpp': '',
    'operations/bearing.evidence.cpp': '  #  include <types.hpp>\n',
    'plugins/include/fft.hpp': '// #include "nothing.hpp"\n',
    'plugins/src/fft_fftw.cpp': '#include "fft.hpp"\n#include <fftw3.h>\n',
    'plugins/src/fft_portable.cpp': '#include "fft.hpp"\n',
    'src/api/fftw3.h': '',
    'src/api/f77api.c': '',
    'src/dft/solve.c': '#include SIMD_HEADER\n#include "dft/dft.h"\n',
    'src/dft/dft.h': '#include "dft/dft.h"\n',
    'src/kernel/timer.c': '',
    'fftw/timer.c': '',
    'fftw/simd-wasm128.h': '',
    ...changes,
  };
  for (const [file, text] of Object.entries(files)) made.add(file, text);
  return made;
}
const toolchain = { key: 'clang 1', target: ['--target=wasm32'] };
const options: UnitOptions = { debug: false, fftw: true, precisions: ['fp32', 'fp64'], simd: true, toolchain };
const keys = (made: SourceTree, other: Partial<UnitOptions> = {}) =>
  new Map(unitsOf(made, { ...options, ...other }).map((unit) => [`${unit.file} ${unit.flags.includes('-DFFTW_SINGLE=1')}`, unit.key]));
const changed = (a: Map<string, string>, b: Map<string, string>) =>
  [...a].filter(([file, key]) => b.get(file) !== key).map(([file]) => file);

test('operations come first and ordered by name; FFTW twice, without what is replaced', () => {
  expect(unitsOf(tree(), options).map(({ file }) => file)).toEqual([
    'operations/bearing.evidence.cpp',
    'operations/signal.fft.cpp',
    'operations/signal.fft-2d.cpp',
    'guest/exports.cpp',
    'plugins/src/fft_fftw.cpp',
    'fftw/timer.c',
    'src/dft/solve.c',
    'fftw/timer.c',
    'src/dft/solve.c',
  ]);
});

test('without FFTW the portable transform takes its place', () => {
  const files = unitsOf(tree(), { ...options, fftw: false }).map(({ file }) => file);
  expect(files).toContain('plugins/src/fft_portable.cpp');
  expect(files.filter((file) => /fftw|^src/.test(file))).toEqual([]);
});

test('without fp32 FFTW is built once; without fp64 what computes in it is left out', () => {
  const made = tree({ 'operations/dsp.hpp': '', 'operations/signal.welch.cpp': '#include "dsp.hpp"\n', 'plugins/src/welch.cpp': '' });
  made.add('operations/signal.fft.cpp', '#if defined(FFT_WITHOUT_FLOAT)\n#elif defined(FFT_WITHOUT_DOUBLE)\n#endif\n');
  const built = (precisions: UnitOptions['precisions']) => unitsOf(made, { ...options, precisions });
  const double = built(['fp64']);
  expect(double.some(({ flags }) => flags.includes('-DFFTW_SINGLE=1'))).toBe(false);
  expect(double.filter(({ file }) => file === 'src/dft/solve.c')).toHaveLength(1);
  expect(double.find(({ file }) => file === 'operations/signal.fft.cpp')!.flags).toContain('-DFFT_WITHOUT_FLOAT');
  expect(double.find(({ file }) => file === 'guest/exports.cpp')).toEqual(
    unitsOf(made, options).find(({ file }) => file === 'guest/exports.cpp'),
  );
  const single = built(['fp32']);
  expect(single.map(({ file }) => file).filter((file) => /^(operations|plugins|src)/.test(file))).toEqual([
    'operations/bearing.evidence.cpp',
    'operations/signal.fft.cpp',
    'operations/signal.fft-2d.cpp',
    'plugins/src/fft_fftw.cpp',
    'src/dft/solve.c',
  ]);
  expect(single.at(-1)!.flags).toContain('-DFFTW_SINGLE=1');
  expect(built(['fp64', 'fp32'])).toEqual(unitsOf(made, options));
});

test('without SIMD no codelet of an instruction set is built', () => {
  const made = tree({ 'src/dft/simd/common/n1bv_2.c': '' });
  const plain = unitsOf(made, { ...options, simd: false });
  expect(plain.map(({ file }) => file)).not.toContain('src/dft/simd/common/n1bv_2.c');
  expect(plain.flatMap(({ flags }) => flags)).not.toContain('-msimd128');
  expect(unitsOf(made, options).map(({ file }) => file)).toContain('src/dft/simd/common/n1bv_2.c');
});

test('what a source includes is followed, conditions or not', () => {
  const made = tree();
  expect(made.closureOf('operations/signal.fft.cpp')).toEqual(['guest/types.hpp', 'operations/signal.fft.cpp', 'plugins/include/fft.hpp']);
  expect(made.closureOf('operations/bearing.evidence.cpp')).toContain('guest/types.hpp');
  expect(made.closureOf('src/dft/solve.c')).toEqual(['fftw/simd-wasm128.h', 'src/dft/dft.h', 'src/dft/solve.c']);
});

test('a change compiles what it can reach, and nothing else', () => {
  const before = keys(tree());
  expect(changed(before, keys(tree()))).toEqual([]);
  expect(changed(before, keys(tree({ 'operations/bearing.evidence.cpp': '#include "types.hpp"' })))).toEqual([
    'operations/bearing.evidence.cpp false',
  ]);
  expect(changed(before, keys(tree({ 'plugins/include/fft.hpp': '// new' })))).toEqual([
    'operations/signal.fft.cpp false',
    'plugins/src/fft_fftw.cpp false',
  ]);
  expect(changed(before, keys(tree({ 'fftw/simd-wasm128.h': '// new' })))).toEqual(['src/dft/solve.c false', 'src/dft/solve.c true']);
  expect(changed(before, keys(tree(), { debug: true })).every((file) => !/src\/dft|fftw\//.test(file))).toBe(true);
  expect(changed(before, keys(tree(), { toolchain: { ...options.toolchain, key: 'clang 2' } }))).toHaveLength(before.size);
});

test('a double and a float object of one source differ', () => {
  const { length } = unitsOf(tree(), options);
  expect(new Set(unitsOf(tree(), options).map(({ key }) => key)).size).toBe(length);
});
