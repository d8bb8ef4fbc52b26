// What `polyray build` asks for: the executor's core module. It wraps it as a component.
import fs from 'node:fs';
import path from 'node:path';
import { commands } from '@yowasp/clang';

const flags = [
  '--target=wasm32-wasip1',
  '-mexec-model=reactor',
  '-msimd128',
  ...['-std=c++20', '-fno-exceptions', '-fno-rtti', '-O3', '-Wall', '-Wextra', '-Werror'],
  '-Ipolyray',
  ...['-Wl,--gc-sections,--strip-all', '-Wl,--max-memory=4294967296', '-Wl,-z,stack-size=262144,--stack-first'],
];

/** Every .cpp file of src/ and polyray/, compiled and linked by LLVM as WebAssembly: the same bytes on every machine. */
export default async function core({ name, version, directory }) {
  const files = Object.fromEntries(
    ['polyray', 'src'].map((folder) => [
      folder,
      Object.fromEntries(
        fs.readdirSync(path.join(directory, folder)).map((file) => [file, fs.readFileSync(path.join(directory, folder, file))]),
      ),
    ]),
  );
  const sources = Object.entries(files).flatMap(([folder, content]) =>
    Object.keys(content)
      .filter((file) => file.endsWith('.cpp'))
      .map((file) => `${folder}/${file}`),
  );
  const definitions = [`-DEXECUTOR_NAME="${name}"`, `-DEXECUTOR_VERSION="${version}"`];
  const out = await commands['clang++']([...flags, ...definitions, ...sources, '-o', 'core.wasm'], files);
  return out['core.wasm'];
}
