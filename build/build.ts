import { availableParallelism } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type ExecutorOptions, filesNamed, optionsSchema, readOptions } from './build-config.ts';
import { BuildFailedError } from './build-failed-error.ts';
import { Cache } from './cache.ts';
import type { Build, BuildContext, Built } from './context.ts';
import { buildHost, host } from './host.ts';
import { findMembers, type Member, root } from './members.ts';
import { Progress } from './progress.ts';
import { removeOthers } from './remove-others.ts';
import { type Choice, configuredExecutors, selectExecutors, UsageError } from './selection.mjs';
import { fingerprint, isCurrent, lock, stamp, unstamp } from './stamp.ts';
import { writeBuilds, writeNoBuilds } from './write-builds.ts';

export interface BuildOptions extends Choice {
  /** The product's configuration. Default: none, which builds all that npm alone can build, with their defaults. */
  readonly config?: string | undefined;
  /** Options of executors, such as `cpp.fftw=false`; they win over the configuration's. */
  readonly set?: readonly string[];
  readonly jobs?: number;
  readonly debug?: boolean;
  /** Default: `.cache` in the repository, or POLYRAY_CACHE. */
  readonly cacheDirectory?: string;
  readonly signal?: AbortSignal;
  /** Compilers stay loaded after the build, for the next one in this process. */
  readonly keepWarm?: boolean;
  readonly progress?: Progress;
}

/** The cache that builds use unless told otherwise. */
export const defaultCacheDirectory = process.env['POLYRAY_CACHE'] ?? path.join(root, '.cache');

/** The members that a build with these options is about, and what was chosen for each. @throws {UsageError} */
export async function chosenMembers(options: BuildOptions): Promise<{ members: Member[]; chosen: ExecutorOptions }> {
  const { config, set = [] } = options;
  const all = findMembers();
  const names = selectExecutors(all, options, config === undefined ? undefined : configuredExecutors(config, all));
  // zod is loaded only where there is something to check
  const chosen = config === undefined && set.length === 0 ? {} : await readOptions(all, config, set);
  for (const text of set) {
    const name = text.slice(0, text.indexOf('.'));
    if (!names.includes(name)) throw new UsageError(`--set ${text}: ${name} is not among what is built, ${names.join(', ')}`);
  }
  const members = all.filter(({ name }) => names.includes(name)).map((member) => withFiles(member, options, chosen[member.name]));
  return { members: await Promise.all(members), chosen };
}

/** The member with the files that its options name among its inputs. */
async function withFiles(member: Member, options: BuildOptions, given: ExecutorOptions[string] = {}): Promise<Member> {
  if (Object.keys(given).length === 0) return member;
  const files = [...(await filesNamed(member, given)).values()];
  return { ...member, inputs: [...member.inputs, ...files.map((file) => inputPath(options, file))] };
}

function inputPath({ config }: BuildOptions, file: string): string {
  return path.resolve(config === undefined ? root : path.dirname(config), file);
}

/**
 * Builds what is stale, all members at once; each fails alone.
 *
 * @returns how long each took, in milliseconds; nothing for the current ones
 * @throws {UsageError} before anything is built, for options that make no sense
 * @throws {BuildFailedError} when all have ended, with every failure
 */
export async function build(options: BuildOptions = {}): Promise<Map<string, number>> {
  const progress = options.progress ?? new Progress();
  const cache = new Cache(options.cacheDirectory ?? defaultCacheDirectory);
  const { debug = false, signal = new AbortController().signal } = options;
  const { members, chosen } = await chosenMembers(options);
  for (const { directory } of findMembers()) writeNoBuilds(directory);
  const lasted = new Map<string, number>();
  const failures = new Map<string, Error>();
  const one = async (member: Member, print: string, make: () => Promise<readonly string[]>): Promise<void> => {
    if (isCurrent(member, print)) return;
    let release = (): void => {};
    try {
      release = await lock(member, signal);
      if (isCurrent(member, print)) return; // whoever had it made the same
      const began = performance.now();
      progress.start(member.name);
      unstamp(member);
      stamp(member, print, await make());
      progress.finish(member.name);
      lasted.set(member.name, performance.now() - began);
    } catch (error) {
      signal.throwIfAborted();
      progress.fail(member.name);
      failures.set(member.name, error as Error);
    } finally {
      release();
    }
  };
  const context = (member: Member): Omit<BuildContext, 'options'> => ({
    debug,
    directory: member.directory,
    root,
    cache,
    jobs: options.jobs ?? availableParallelism(),
    keepWarm: options.keepWarm ?? false,
    signal,
    input: (file) => inputPath(options, file),
    progress: (what, done, total) => progress.update(member.name, what, done, total),
  });
  await Promise.all([
    ...members.map((member) => {
      const raw = chosen[member.name] ?? {};
      return one(member, fingerprint(member, { debug, options: raw }), async () => {
        const { variants, files = [], licence } = await run(member, context(member), raw);
        const made = [
          ...variants.flatMap(({ file, glue, core }) => [file, glue, ...core]),
          ...files,
          writeBuilds(member.directory, variants, licence),
        ];
        removeOthers(path.join(member.directory, 'dist'), made);
        return made;
      });
    }),
    ...(options.only === undefined ? [one(host, fingerprint(host, {}), buildHost)] : []),
  ]);
  if (failures.size > 0) throw new BuildFailedError(failures, [...lasted.keys()]);
  return lasted;
}

/** Runs a member's own build script, current or not. @param raw its options as they were written, sound */
export async function run(member: Member, context: Omit<BuildContext, 'options'>, raw: unknown = {}): Promise<Built> {
  const script = (await import(pathToFileURL(path.join(member.directory, 'build.ts')).href)) as { build: Build };
  return script.build({ ...context, options: (await optionsSchema(member))?.parse(raw) });
}
