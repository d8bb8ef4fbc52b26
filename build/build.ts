import { availableParallelism } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Cache } from './cache.ts';
import type { Build, BuildContext, BuiltVariant } from './context.ts';
import { buildHost, host } from './host.ts';
import { findMembers, fingerprint, isCurrent, type Member, root, stamp } from './members.ts';
import { Progress } from './progress.ts';

export interface BuildOptions {
  /** Members by name; default: those that npm alone can build, and the host. */
  readonly only?: readonly string[];
  /** All members, and the host. */
  readonly full?: boolean;
  readonly jobs?: number;
  readonly debug?: boolean;
  readonly fftw?: string;
  readonly withoutFftw?: boolean;
  /** Default: `.cache` in the repository, or POLYRAY_CACHE. */
  readonly cacheDirectory?: string;
  readonly signal?: AbortSignal;
  /** Compilers stay loaded after the build, for the next one in this process. */
  readonly keepWarm?: boolean;
  readonly progress?: Progress;
}

/** The cache that builds use unless told otherwise. */
export const defaultCacheDirectory = process.env['POLYRAY_CACHE'] ?? path.join(root, '.cache');

/** Builds what is stale, all members at once. @returns how long each took, in milliseconds; nothing for the current ones */
export async function build(options: BuildOptions = {}): Promise<Map<string, number>> {
  const progress = options.progress ?? new Progress();
  const cache = new Cache(options.cacheDirectory ?? defaultCacheDirectory);
  const flags = { debug: options.debug ?? false, withoutFftw: options.withoutFftw ?? false };
  const lasted = new Map<string, number>();
  const one = async (member: Member, make: () => Promise<string[]>): Promise<void> => {
    const print = fingerprint(member, member === host ? {} : flags);
    if (isCurrent(member, print)) return;
    const began = performance.now();
    progress.start(member.name);
    stamp(member, print, await make());
    progress.finish(member.name);
    lasted.set(member.name, performance.now() - began);
  };
  const context = (member: Member): BuildContext => ({
    ...flags,
    directory: member.directory,
    root,
    cache,
    jobs: options.jobs ?? availableParallelism(),
    fftw: options.fftw,
    keepWarm: options.keepWarm ?? false,
    signal: options.signal ?? new AbortController().signal,
    progress: (what, done, total) => progress.update(member.name, what, done, total),
  });
  const wanted = findMembers().filter(({ name, needs }) => options.only?.includes(name) ?? (options.full === true || needs === undefined));
  const results = await Promise.allSettled([
    ...wanted.map((member) => one(member, async () => (await run(member, context(member))).map(({ file }) => file))),
    ...(options.only === undefined ? [one(host, buildHost)] : []),
  ]);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return lasted;
}

/** Runs a member's own build script, current or not. */
export async function run(member: Member, context: BuildContext): Promise<readonly BuiltVariant[]> {
  const script = (await import(pathToFileURL(path.join(member.directory, 'build.ts')).href)) as { build: Build };
  return script.build(context);
}
