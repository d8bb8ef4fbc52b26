import fs from 'node:fs';
import path from 'node:path';
import asc from 'assemblyscript/asc';
import type { DenseLayerBytes } from '../../../build/read-dense-model.ts';
import type { MlOptions } from '../options.ts';
import { bakeModels } from './bake-models.ts';
import { nameExports } from './export-names.ts';
import { microKernels } from './micro-kernels.ts';

export interface CompileOptions {
  /** With relaxed SIMD, with plain 128-bit SIMD only, or with none. */
  readonly simd: MlOptions['simd'][number];
  /** Asserts on, names kept, less optimization. */
  readonly debug: boolean;
}

/**
 * Sources by the path under which the compiler asks for them, the generated ones included: `kernels/product.ts`. Without SIMD
 * those of `kernels/scalar/` stand in for the others.
 */
export function readSources(
  directory: string,
  version: string,
  { simd }: CompileOptions,
  models: ReadonlyMap<string, readonly DenseLayerBytes[]> = new Map(),
): Map<string, string> {
  const sources = new Map<string, string>();
  const scalar: (readonly [string, string])[] = [];
  for (const name of fs.readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!name.endsWith('.ts')) continue;
    const file = name.split(path.sep).join('/');
    const text = fs.readFileSync(path.join(directory, name), 'utf8');
    if (file.startsWith('kernels/scalar/')) scalar.push([file.replace('scalar/', ''), text.replaceAll("'../", "'./")]);
    else sources.set(file, text);
  }
  if (simd === 'none') for (const [file, text] of scalar) sources.set(file, text);
  else sources.set('generated/micro-kernels.ts', microKernels({ rows: simd === 'relaxed-simd' ? 6 : 5, unroll: 4 }));
  sources.set('generated/version.ts', `export const VERSION: string = ${JSON.stringify(version)};\n`);
  sources.set('generated/models.ts', bakeModels(models));
  return sources;
}

const features = { 'relaxed-simd': ['--enable', 'simd,relaxed-simd'], simd128: ['--enable', 'simd'], none: [] };

/** AssemblyScript to a core module whose exports have their WIT names. @throws with the compiler's messages */
export async function compile(sources: ReadonlyMap<string, string>, { simd, debug }: CompileOptions): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const messages: string[] = [];
  const output = { write: (text: string | Uint8Array) => messages.push(String(text)) };
  const args = [
    ...['index.ts', '--outFile', 'ml.wasm'],
    ...features[simd],
    // our own runtime; it never scans the stack, so keep the compiler from maintaining one (0 would be its default, 32 KiB)
    ...['--runtime', 'abi/runtime', '--stackSize', '-1', '--use', 'abort=abi/runtime/stop'],
    // 2 GiB: jco's glue reads addresses as signed
    ...['--maximumMemory', '32768'],
    // -O3 would sink the unrolled sums of the micro-kernels into nested expressions, which V8 then spills to the stack
    ...(debug ? ['--debug', '-O1'] : ['-O2', '--noAssert']),
  ];
  const { error } = await asc.main(args, {
    stdout: output,
    stderr: output,
    readFile: (name) => sources.get(name.replace(/^\.\//, '')) ?? null,
    writeFile: (name, content) => {
      if (name === 'ml.wasm') binary = content as Uint8Array;
    },
    listFiles: () => [],
    transforms: [{ afterCompile: nameExports }] as never,
  });
  if (error !== null || binary === undefined) {
    throw new Error(`Cannot compile AssemblyScript: ${error?.message ?? 'nothing came out'}\n${messages.join('')}`);
  }
  return new Uint8Array(binary);
}
