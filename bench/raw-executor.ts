import { readFile } from 'node:fs/promises';
import type { ExecutorExports } from '../runtime/executor/contract.ts';
import type { ExecutorPackage } from '../runtime/executor/executor-package.ts';
import { supportedBuild } from '../runtime/executor/supported-build.ts';

/** A component in this thread, with its core module's exports. */
export async function rawExecutor(source: ExecutorPackage): Promise<{ executor: ExecutorExports; core: WebAssembly.Exports }> {
  const build = supportedBuild(source);
  const modules = new Map<string, WebAssembly.Module>();
  for (const [file, url] of Object.entries(build.core)) modules.set(file, await WebAssembly.compile(await readFile(url)));
  const { instantiate } = await import(build.glue.href);
  let core: WebAssembly.Exports | undefined;
  const root = instantiate(
    (path: string) => modules.get(path)!,
    {},
    (module: WebAssembly.Module, imports: WebAssembly.Imports) => {
      const instance = new WebAssembly.Instance(module, imports);
      core ??= instance.exports;
      return instance;
    },
  );
  return { executor: root['polyray:compute/executor@0.1.0'], core: core! };
}
