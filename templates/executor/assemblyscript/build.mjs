// What `polyray build` asks for: the executor's core module. It wraps it as a component.
import fs from 'node:fs';
import path from 'node:path';
import asc from 'assemblyscript/asc';

const executor = 'polyray:compute/executor@0.1.0';

/** AssemblyScript cannot spell the contract's export names: they are given after compiling. */
function nameExports(module) {
  for (const name of ['name', 'version', 'operations', 'execute']) {
    module.removeExport(`wit_${name}`);
    module.addFunctionExport(`abi/exports/wit_${name}`, `${executor}#${name}`);
  }
  // the runtime's functions are exports because its file is compiled as an entry
  for (const name of ['__new', '__renew', '__link', '__visit', 'stop']) module.removeExport(name);
  module.removeExport('wit_returned');
  module.addFunctionExport('abi/exports/wit_returned', `cabi_post_${executor}#execute`);
}

/** assembly/ by the AssemblyScript compiler, with a runtime of its own and without imports. */
export default async function core({ name, version, directory }) {
  const folder = path.join(directory, 'assembly');
  const identity = `export const NAME: string = ${JSON.stringify(name)};\nexport const VERSION: string = ${JSON.stringify(version)};\n`;
  const read = (file) => {
    if (file.replace(/^\.\//, '') === 'generated/identity.ts') return identity;
    const at = path.join(folder, file);
    return fs.existsSync(at) ? fs.readFileSync(at, 'utf8') : null;
  };
  const args = [
    ...['index.ts', '--outFile', 'core.wasm', '-O2', '--noAssert', '--enable', 'simd'],
    ...['--runtime', 'abi/runtime', '--stackSize', '-1', '--use', 'abort=abi/runtime/stop'],
    // 2 GiB: addresses beyond are negative to some hosts
    ...['--maximumMemory', '32768'],
  ];
  let binary;
  let messages = '';
  const output = {
    write: (text) => {
      messages += text;
    },
  };
  const { error } = await asc.main(args, {
    stdout: output,
    stderr: output,
    readFile: read,
    writeFile: (file, content) => {
      if (file === 'core.wasm') binary = content;
    },
    listFiles: () => [],
    transforms: [{ afterCompile: nameExports }],
  });
  if (error || binary === undefined) throw new Error(`${error?.message ?? 'nothing came out'}\n${messages}`);
  return binary;
}
