import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ExecutorPackage } from '../runtime/executor/executor-package.ts';
import { exportName } from '../runtime/executor/export-name.ts';
import { pythonModuleSource, pythonModules } from '../runtime/executor/python-types.ts';
import { referencePage } from '../runtime/executor/reference-page.ts';
import { operationTypesSource } from '../runtime/executor/typescript-types.ts';
import { init } from '../runtime/init.ts';
import type { Generated } from './generate.ts';
import { findMembers } from './members.ts';

/** From each built executor's own declarations: the types of its calls, in TypeScript and in Python, and its page of the manual. */
export async function generate(wanted: readonly string[]): Promise<Generated[]> {
  const members = findMembers().filter(({ name }) => wanted.includes(name));
  const packages: Record<string, ExecutorPackage> = {};
  for (const { name, directory } of members) {
    packages[name] = ((await import(pathToFileURL(path.join(directory, 'index.js')).href)) as Record<string, ExecutorPackage>)[
      exportName(name)
    ]!;
  }
  await using ray = await init({ numWorkers: 1, executors: packages });
  const lists = await Promise.all(
    members.map(async ({ name, needs }) => {
      const executor = ray.executors.get(name);
      const operations = await executor.operations();
      const title = exportName(`-${name}-operations`);
      // other toolchains show the same operations: one is enough for Python
      const modules = needs === undefined ? pythonModules(name, operations) : [];
      return [
        {
          file: `components/${name}/generated/operations.d.ts`,
          text: `// Generated from the component's declarations by \`npm run generate\`. Do not edit.\n${operationTypesSource(title, operations)}`,
        },
        {
          file: `docs/reference/${name}.md`,
          text: `<!-- Generated from the component's declarations by \`npm run generate\`. Do not edit. -->\n${referencePage(name, await executor.version(), operations)}`,
        },
        ...Array.from(modules, ([module, own]) => ({
          file: `python/polyray/${module}.py`,
          text: `# Generated from the component's declarations by \`npm run generate\`. Do not edit.\n${pythonModuleSource(name, module, own)}`,
        })),
      ];
    }),
  );
  return onceEach(lists.flat());
}

/** @throws {Error} when two executors declare operations for the same Python module */
function onceEach(list: readonly Generated[]): Generated[] {
  const twice = list.find(({ file }, i) => list.findIndex((other) => other.file === file) !== i);
  if (twice !== undefined) throw new Error(`Cannot write ${twice.file}: two executors have operations for it`);
  return [...list];
}
