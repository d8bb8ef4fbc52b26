import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, chosenMembers } from './build.ts';
import { optionsSchema } from './build-config.ts';
import { Cache, writeWhole } from './cache.ts';
import { type BuildTimes, buildArguments, CleanCopy } from './clean-copy.ts';
import { type Member, plainMembers, root } from './members.ts';
import { seconds } from './progress.ts';

/** A source of each executor whose change stands for everyday work on it. */
const edited: Readonly<Record<string, string>> = {
  cpp: 'cpp_plugins/src',
  ml: 'components/ml/assembly/operations',
  python: 'components/python/executor',
};

interface Row {
  readonly what: string;
  readonly target?: string;
  /** Nothing: what it needs is not here. */
  readonly times: BuildTimes | undefined;
}

/** Measures builds in a clean copy, and writes what they took to docs/build-times.md. */
export async function report(options: BuildOptions): Promise<void> {
  const { except: _, preset: __, config, ...rest } = options;
  const { members } = await chosenMembers(options);
  const chosen = { ...rest, ...(config === undefined ? {} : { config }) };
  using copy = new CleanCopy('report');
  const rows: Row[] = [];
  const add = (what: string, times: BuildTimes | undefined, target?: string): void => {
    rows.push({ what, times, ...(target === undefined ? {} : { target }) });
    console.error(line(rows.at(-1)!));
  };
  const names = members.map(({ name }) => name);
  const all = buildArguments({ ...chosen, only: names.join(',') });
  const full = ['cpp', 'ml', 'python'].every((name) => names.includes(name));
  add(`${names.join(', ')} at once, from nothing`, await copy.build(all), full ? '≤ 210 s' : undefined);
  add('nothing changed', await copy.build(all), '≤ 0.7 s');
  fs.rmSync(path.join(copy.directory, 'dist'), { recursive: true, force: true });
  add('the host, from nothing', await copy.build(['--except', plainMembers().join(',')]));
  let alone = 0;
  for (const member of members) {
    const { name } = member;
    const args = buildArguments({ ...chosen, only: name });
    copy.clean();
    const first = await copy.build(args);
    alone += first.cpuMs ?? first.wallMs;
    add(`${name} alone, from nothing`, first);
    edit(path.join(copy.directory, edited[name] ?? `components/${name}`));
    add(`${name}, one source edited`, await copy.build(args), { cpp: '≤ 20 s', ml: '≤ 5 s' }[name]);
    if (name === 'cpp') add('cpp, one source edited, in `--watch`', await watched(copy, args, edited['cpp']!), '≤ 8 s');
    for (const toolchain of await toolchainsOf(member)) {
      copy.clean();
      const set = [...(options.set ?? []), `${name}.toolchain=${toolchain}`];
      const there = await isInstalled(member, toolchain, copy);
      add(`${name} from nothing, by ${toolchain}`, there ? await copy.build(buildArguments({ ...chosen, set, only: name })) : undefined);
    }
  }
  const together = rows[0]!.times!;
  const more = alone / (together.cpuMs ?? together.wallMs) - 1;
  const file = path.join(root, 'docs/build-times.md');
  writeWhole(file, page(names, rows, more));
  console.error(`Wrote ${file}`);
}

/** Those that it names, but for its default. */
async function toolchainsOf(member: Member): Promise<string[]> {
  const schema = await optionsSchema(member);
  const { toolchain } = schema?.toJSONSchema().properties ?? {};
  const { enum: names = [], default: usual } = (toolchain ?? {}) as { enum?: string[]; default?: string };
  return names.filter((name) => name !== usual);
}

/** Says why where it is not. */
async function isInstalled({ directory }: Member, toolchain: string, { cacheDirectory }: CleanCopy): Promise<boolean> {
  const module = pathToFileURL(path.join(directory, 'build/toolchain.ts')).href;
  const { openToolchain } = (await import(module)) as typeof import('../components/cpp/build/toolchain.ts');
  try {
    (await openToolchain(toolchain, { cache: new Cache(cacheDirectory), jobs: 1 }))[Symbol.dispose]();
    return true;
  } catch (error) {
    console.error((error as Error).message);
    return false;
  }
}

/** From the change of a source to the end of the build, with compilers that are warm. */
export async function watched(
  copy: Pick<CleanCopy, 'directory' | 'cacheDirectory'>,
  args: readonly string[],
  folder: string,
): Promise<BuildTimes> {
  const script = path.join(copy.directory, 'build/commands/build.ts');
  const env = { ...process.env, POLYRAY_CACHE: copy.cacheDirectory };
  const child = spawn(process.execPath, [script, '--watch', ...args], { cwd: copy.directory, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let [said, ended, heard] = ['', false, (): void => {}];
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk;
    heard();
  });
  child.once('close', () => {
    ended = true;
    heard();
  });
  try {
    const built = async (times: number): Promise<void> => {
      while ((said.match(/^Built .*; watching$/gm)?.length ?? 0) < times) {
        if (ended || /^Cannot /m.test(said))
          throw new Error(`Cannot measure a build in --watch: ${ended ? 'it ended' : 'it failed'}\n${said}`);
        await new Promise<void>((resolve) => (heard = resolve));
      }
    };
    // the first change starts the compilers
    edit(path.join(copy.directory, folder));
    await built(1);
    const began = performance.now();
    edit(path.join(copy.directory, folder));
    await built(2);
    return { wallMs: performance.now() - began };
  } finally {
    child.kill();
    if (!ended) await once(child, 'close');
  }
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

function line({ what, target = '', times }: Row): string {
  const wall = times === undefined ? 'not installed here' : seconds(times.wallMs);
  return `| ${what} | ${target} | ${wall} | ${times?.cpuMs === undefined ? '' : seconds(times.cpuMs)} |`;
}

function page(names: readonly string[], rows: readonly Row[], more: number): string {
  const [cpu] = os.cpus();
  const day = new Date().toISOString().slice(0, 10);
  const load = os.loadavg()[1]!;
  const busy =
    load > os.availableParallelism() + 1
      ? `, busy with other work (load ${load.toFixed(0)}): CPU times say more than times on the clock`
      : '';
  return `<!-- Written by \`npm run build -- --report\`. Do not edit. -->
# Build times

${day}, ${os.availableParallelism()} cores of ${cpu?.model.trim() ?? 'an unknown processor'}, ${os.platform()}, Node ${process.versions.node}${busy}.
Whole processes; npm's packages are installed, all else is made from nothing, and FFTW's tarball fetched. CPU time is that of all
threads and programs. The targets are for two cores that have nothing else to do.

| build | target | time | CPU time |
|---|---|---|---|
${rows.map(line).join('\n')}
${names.length < 2 ? '' : compared(rows, more)}`;
}

function compared(rows: readonly Row[], more: number): string {
  return `
The executors alone, one after the other, take ${Math.abs(100 * more).toFixed(0)} % ${more < 0 ? 'less' : 'more'} than at once (target: at most 20 % more)${rows[0]!.times?.cpuMs === undefined ? '' : ', by CPU time'}.
`;
}
