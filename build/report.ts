import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type BuildOptions, chosenMembers } from './build.ts';
import { buildArguments, CleanCopy } from './clean-copy.ts';
import { seconds } from './progress.ts';

/** A source of each executor whose change stands for everyday work on it. */
const edited: Readonly<Record<string, string>> = {
  cpp: 'cpp_plugins/src',
  ml: 'components/ml/assembly/operations',
  python: 'components/python/executor',
};

/** Measures builds in a clean copy and prints a table: each executor alone from nothing, one edit, and all at once. */
export async function report(options: BuildOptions): Promise<void> {
  using copy = new CleanCopy('report');
  const names = (await chosenMembers(options)).members.map(({ name }) => name);
  const { except: _, preset: __, ...rest } = options;
  const rows: string[] = [];
  for (const name of names) {
    const args = buildArguments({ ...rest, only: name });
    copy.clean();
    const first = await copy.build(args);
    const nothing = await copy.build(args);
    edit(path.join(copy.directory, edited[name] ?? `components/${name}`));
    const edit1 = await copy.build(args);
    rows.push(`| ${name} | ${seconds(first)} | ${seconds(edit1)} | ${seconds(nothing)} |`);
  }
  copy.clean();
  const all = await copy.build(buildArguments({ ...rest, only: names.join(',') }));
  console.log(
    `${os.cpus().length} cores, ${os.cpus()[0]?.model.trim()}, Node ${process.versions.node}; whole processes, dependencies installed\n`,
  );
  console.log(
    `| executor | first build | one source edited | nothing changed |\n|---|---|---|---|\n${rows.join('\n')}\n| all in parallel | ${seconds(all)} | | |`,
  );
}

/** Changes the meaning of nothing and the bytes of one file. */
function edit(folder: string): void {
  const [name] = fs
    .readdirSync(folder)
    .filter((file) => /\.(cpp|ts|py)$/.test(file) && !file.includes('.test.') && file !== '__init__.py')
    .sort();
  if (name === undefined) throw new Error(`Cannot measure an edit: "${folder}" holds no source`);
  fs.appendFileSync(path.join(folder, name), name.endsWith('.py') ? '\n# edited\n' : '\n// edited\n');
}
