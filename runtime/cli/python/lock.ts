import { randomUUID } from 'node:crypto';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command, Option } from 'commander';
import { InvalidFileError, PolyrayError } from '../../errors.ts';
import { lockPackages, resolvers } from '../../packages/lock-packages.ts';
import { importPackagesComponent, type Lock } from '../../packages/packages-component.ts';
import { parseRequirement } from '../../packages/requirement.ts';
import { join, noRequirements, type RequirementSet } from '../../packages/requirement-set.ts';
import { readRequirementsFile } from '../../packages/requirements-file.ts';
import { readScriptMetadata } from '../../packages/script-metadata.ts';
import { WheelCache } from '../../packages/wheel-cache.ts';
import { UsageError } from '../support/exit.ts';
import { type CommonOptions, collect, parseTimeout, withCommon } from '../support/options.ts';
import { packageErrors } from '../support/package-errors.ts';
import { ProgressBar } from '../support/progress-bar.ts';
import { runUntilStopped } from '../support/run-until-stopped.ts';
import { makeOutputFolder } from '../support/write-outputs.ts';

interface LockCommandOptions extends CommonOptions {
  readonly requirements?: string[];
  readonly output: string;
  readonly resolver: (typeof resolvers)[number];
  readonly index?: string;
  readonly indexUrl?: string;
  readonly cache?: string;
}

export function command(): Command {
  return withCommon(new Command('lock'))
    .description("Resolve packages to wheels for Pyodide, and write which they are, with each one's SHA-256.")
    .argument('[what...]', 'a script with a "# /// script" block (.py), a requirements file (.txt), or packages such as "msgpack>=1.1"')
    .option('-r, --requirements <file>', 'a requirements file; repeatable', collect)
    .option('-o, --output <file>', 'the lock to write', 'polyray-lock.json')
    .addOption(new Option('--resolver <name>', 'auto: pip where there is a Python from 3.11 on').choices(resolvers).default('auto'))
    .option('--index <dir|url>', "a folder or mirror with the files of Pyodide's own index (NumPy, SciPy, …)")
    .option('--index-url <url>', "the package index (default: pip's settings)")
    .option('--cache <dir>', 'where wheels are kept')
    .addHelpText(
      'after',
      `
Examples:
  polyray python lock script.py
  polyray python lock -r requirements.txt --output polyray-lock.json
  polyray python lock msgpack 'pydantic>=2'`,
    )
    .action((what: string[], options: LockCommandOptions) =>
      runUntilStopped('The lock', parseTimeout(options.timeout), (signal) => lock(what, options, signal)),
    );
}

async function lock(what: readonly string[], options: LockCommandOptions, signal: AbortSignal): Promise<void> {
  const set = await requirementsOf(what, options);
  await makeOutputFolder(path.dirname(options.output));
  const bar = new ProgressBar();
  try {
    const component = await importPackagesComponent();
    const made = await packageErrors(() =>
      lockPackages(component, set, {
        resolver: options.resolver,
        ...(options.index === undefined ? {} : { index: options.index }),
        cache: new WheelCache(options.cache),
        signal,
        ...(options.json ? {} : { onProgress: (event) => bar.update(event), onWarning: (message) => console.error(message) }),
      }),
    );
    bar.close();
    await write(options.output, made.lock);
    tell(made.lock, made.resolver, options);
  } finally {
    bar.close();
  }
}

async function requirementsOf(what: readonly string[], options: LockCommandOptions): Promise<RequirementSet> {
  if (what.length === 0 && options.requirements === undefined)
    throw new UsageError('Nothing to lock: name a script, a requirements file or packages');
  let set = noRequirements;
  for (const each of what) {
    if (each.endsWith('.py')) set = join(set, await ofScript(each));
    else if (each.endsWith('.txt') || (await isNamedFile(each))) set = join(set, await ofFile(each));
    else set = join(set, { ...noRequirements, requirements: [ofWord(each)] });
  }
  for (const file of options.requirements ?? []) set = join(set, await ofFile(file));
  if (options.indexUrl === undefined) return set;
  if (!/^https?:\/\//.test(options.indexUrl) || !URL.canParse(options.indexUrl))
    throw new UsageError(`--index-url must be an http or https URL, is "${options.indexUrl}"`);
  return { ...set, indexUrls: [options.indexUrl, ...set.indexUrls] };
}

async function ofScript(file: string): Promise<RequirementSet> {
  const set = await readScriptMetadata(file);
  if (set === undefined) throw new InvalidFileError(file, 'it has no "# /// script" block that names packages');
  return set;
}

async function ofFile(file: string): Promise<RequirementSet> {
  const set = await readRequirementsFile(file);
  if (set.requirements.length === 0) throw new InvalidFileError(file, 'it names no packages');
  return set;
}

/** Such as `requirements.in`; a file without an extension might be named as a package is. */
async function isNamedFile(word: string): Promise<boolean> {
  if (path.extname(word) === '' && !/[\\/]/.test(word)) return false;
  return (await stat(word).catch(() => undefined))?.isFile() === true;
}

function ofWord(word: string) {
  try {
    return { ...parseRequirement(word), hashes: [] };
  } catch (cause) {
    throw new UsageError(`Cannot lock: ${(cause as Error).message}`, { cause });
  }
}

async function write(file: string, lock: Lock): Promise<void> {
  const part = `${file}.${randomUUID()}.part`;
  try {
    await writeFile(part, `${JSON.stringify(lock, null, 2)}\n`);
    await rename(part, file);
  } catch (cause) {
    await rm(part, { force: true });
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new PolyrayError(`Cannot write "${file}": ${code === 'EISDIR' ? 'it is a folder' : message}`, { cause });
  }
}

function tell({ packages }: Lock, resolver: string, { json, output }: LockCommandOptions): void {
  if (json) {
    console.log(JSON.stringify({ output, resolver, packages }));
    return;
  }
  const width = Math.max(0, ...packages.map(({ name, version }) => name.length + version.length + 1));
  for (const { name, version, file } of packages)
    console.log(`${`${name} ${version}`.padEnd(width)}  ${file.endsWith('-any.whl') ? 'pure' : 'binary'}`);
  console.log(`${packages.length} ${packages.length === 1 ? 'package' : 'packages'} in ${output}, resolved by ${resolver}`);
}
