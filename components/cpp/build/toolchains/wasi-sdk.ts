import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { keyOf } from '../../../../build/cache.ts';
import { InstalledCompiler, programsNamed, run, versionOf } from '../installed-compiler.ts';
import { type OpenToolchain, wasiLinkFlags } from '../toolchain.ts';

/** Of Debian and its descendants, for the newest of the compilers that are there. */
const packages = 'clang-22 lld-22 wasi-libc libc++-22-dev-wasm32 libc++abi-22-dev-wasm32 libclang-rt-22-dev-wasm32';

/** clang with wasi-libc: that of WASI_SDK_PATH, or else the system's. */
export const open: OpenToolchain = async () => {
  const { clang, target } = await findClang();
  const forCpp = cppOf(clang);
  const compiler = new InstalledCompiler({ clang: [clang], 'clang++': [forCpp], link: [forCpp] });
  return {
    name: 'wasi-sdk',
    key: await toolKey(clang, target),
    target,
    largestBatch: 4,
    compile: (tree, units, objectOf) => compiler.compile(tree, units, objectOf),
    linkFlags: ({ debug }) => wasiLinkFlags(target, debug),
    link: (objects, output, flags) => compiler.link(objects, output, flags),
    [Symbol.dispose]: () => compiler[Symbol.dispose](),
  };
};

interface Clang {
  /** The program for C; the one for C++ is beside it. */
  readonly clang: string;
  readonly target: readonly string[];
}

/** `clang-22` has `clang++-22` beside it. */
const cppOf = (clang: string): string => clang.replace(/clang(-\d+)?$/, 'clang++$1');

async function findClang(): Promise<Clang> {
  const sdk = process.env['WASI_SDK_PATH'];
  const candidates = sdk === undefined ? systemCompilers() : [path.join(sdk, 'bin', 'clang')];
  const refused: string[] = [];
  for (const clang of candidates) {
    try {
      return { clang, target: await targetOf(clang) };
    } catch (error) {
      refused.push(`  ${clang}: ${(error as Error).message.split('\n')[0]}`);
    }
  }
  const found = refused.length === 0 ? 'there is no clang here' : `none can make C++20 for WASI:\n${refused.join('\n')}`;
  const fix =
    sdk === undefined
      ? `Set WASI_SDK_PATH to an unpacked wasi-sdk, or on Debian: apt-get install ${packages}`
      : 'Set WASI_SDK_PATH to the folder of an unpacked wasi-sdk, which has bin/clang++, or unset it to use the system clang';
  throw new Error(`Cannot build with toolchain "wasi-sdk": ${found}\n${fix}`);
}

/** clang and clang-NN, the plain name first, then the newest. */
function systemCompilers(): string[] {
  const version = (file: string): number => Number(/-(\d+)$/.exec(file)?.[1] ?? Number.POSITIVE_INFINITY);
  return programsNamed(/^clang(-\d+)?$/).sort((a, b) => version(b) - version(a));
}

/** The target whose libraries are there, found by a program that uses them. */
async function targetOf(clang: string): Promise<string[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-clang-'));
  const source = path.join(folder, 'probe.cpp');
  fs.writeFileSync(
    source,
    '#include <span>\n#include <vector>\nint probe(std::span<int> s) { return std::vector<int>(s.begin(), s.end())[0]; }\n',
  );
  try {
    // wasi-libc before 2024 has only the name that clang has come to warn of
    const names = [['--target=wasm32-wasip1'], ['--target=wasm32-wasi', '-Wno-deprecated']];
    for (const [i, target] of names.entries()) {
      try {
        await run(cppOf(clang), [
          ...target,
          '-std=c++20',
          '-fno-exceptions',
          '-mexec-model=reactor',
          source,
          '-o',
          path.join(folder, 'probe.wasm'),
        ]);
        return target;
      } catch (error) {
        if (i === names.length - 1) throw error;
      }
    }
    throw new Error('no target was tried');
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** The compiler's version, and the libraries by content. */
async function toolKey(clang: string, target: readonly string[]): Promise<string> {
  const parts = [await versionOf(clang)];
  for (const library of ['libc.a', 'libc++.a', 'libc++abi.a'])
    parts.push(keyOf(fs.readFileSync((await run(clang, [...target, `-print-file-name=${library}`])).stdout.trim())));
  return keyOf('wasi-sdk', ...parts);
}
