import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { keyOf } from '../../../../build/cache.ts';
import { InstalledCompiler, programsNamed, run, versionOf } from '../installed-compiler.ts';
import { type OpenToolchain, stackBytes } from '../toolchain.ts';

/** emscripten's clang, libraries and linker, by `emcc` and `em++` of PATH; the module is one without JavaScript. */
export const open: OpenToolchain = async () => {
  const [emcc] = programsNamed(/^emcc$/);
  const [empp] = programsNamed(/^em\+\+$/);
  if (emcc === undefined || empp === undefined)
    throw new Error(
      'Cannot build with toolchain "emscripten": there is no emcc in PATH\nSource emsdk_env.sh of an installed emsdk, or on Debian: apt-get install emscripten',
    );
  const [clang, clangpp] = await Promise.all([frontEnd(emcc, 'probe.c'), frontEnd(empp, 'probe.cpp')]);
  const compiler = new InstalledCompiler({ clang, 'clang++': clangpp, link: [empp] });
  return {
    name: 'emscripten',
    key: keyOf('emscripten', await versionOf(emcc), JSON.stringify([clang, clangpp]), await versionOf(clang[0]!)),
    target: [],
    largestBatch: 4,
    compile: (tree, units, objectOf) => compiler.compile(tree, units, objectOf),
    linkFlags: ({ debug }) => [
      '-O3', // also where -O1 would do: by it the module imports fd_write
      ...(debug ? ['--profiling-funcs'] : []),
      '--no-entry',
      '-fno-exceptions',
      '-sSTANDALONE_WASM',
      '-sALLOW_MEMORY_GROWTH',
      '-sMAXIMUM_MEMORY=4GB',
      '-sINITIAL_MEMORY=2MB',
      `-sTOTAL_STACK=${stackBytes}`,
      '-Wl,--stack-first',
      '-Wl,--no-gc-sections',
    ],
    link: (objects, output, flags) => compiler.link(objects, output, flags),
    [Symbol.dispose]: () => compiler[Symbol.dispose](),
  };
};

/** What the driver runs to compile, without input and output: asked once, for it is Python and takes longer than a small file. */
async function frontEnd(driver: string, input: string): Promise<string[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-emcc-'));
  try {
    fs.writeFileSync(path.join(folder, input), '');
    const { stderr } = await run(driver, ['-v', '-c', input, '-o', 'probe.o'], { cwd: folder });
    const line = stderr.split('\n').find((text) => text.includes(` -c ${input} `) && !text.includes(' -cc1 '));
    const words = [...(line ?? '').matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c!);
    const end = words.indexOf('-v');
    if (end < 0) throw new Error(`Cannot ask ${driver} what it runs: it says ${JSON.stringify(stderr)}`);
    return words.slice(0, end);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
