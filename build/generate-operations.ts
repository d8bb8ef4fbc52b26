import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ExecutorPackage } from '../runtime/executor/executor-package.ts';
import { pythonModuleSource, pythonModules } from '../runtime/executor/python-types.ts';
import { referencePage } from '../runtime/executor/reference-page.ts';
import { operationTypesSource } from '../runtime/executor/typescript-types.ts';
import { init } from '../runtime/init.ts';
import type { Generated } from './generate.ts';
import { findMembers } from './members.ts';

/** From each built executor's own declarations: the types of its calls, in TypeScript and in Python, and its page of the manual. */
export async function generate(): Promise<Generated[]> {
  const members = findMembers().filter(({ directory }) => fs.existsSync(path.join(directory, 'dist')));
  const packages: Record<string, ExecutorPackage> = {};
  for (const { name, directory } of members) {
    packages[name] = ((await import(pathToFileURL(path.join(directory, 'index.js')).href)) as Record<string, ExecutorPackage>)[name]!;
  }
  await using ray = await init({ numWorkers: 1, executors: packages });
  const lists = await Promise.all(
    members.map(async ({ name }) => {
      const executor = ray.executors.get(name);
      const operations = await executor.operations();
      const title = `${name[0]!.toUpperCase()}${name.slice(1)}Operations`;
      return [
        {
          file: `components/${name}/generated/operations.d.ts`,
          text: `// Generated from the component's declarations by \`npm run generate\`. Do not edit.\n${operationTypesSource(title, operations)}`,
        },
        {
          file: `docs/reference/${name}.md`,
          text: `<!-- Generated from the component's declarations by \`npm run generate\`. Do not edit. -->\n${referencePage(name, await executor.version(), operations)}`,
        },
        ...Array.from(pythonModules(name, operations), ([module, own]) => ({
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
