import type { BuildOptions } from './build.ts';
import { root } from './members.ts';
import { findConfig, selectionOptions, UsageError } from './selection.mjs';

/** The options of the command line that every build takes, as `parseArgs` takes them. */
export const buildFlags = {
  ...selectionOptions,
  set: { type: 'string', multiple: true, default: [] as string[] },
  jobs: { type: 'string' },
  debug: { type: 'boolean' },
} as const;

interface BuildFlags {
  readonly only?: string | undefined;
  readonly except?: string | undefined;
  readonly preset?: string | undefined;
  readonly config?: string | undefined;
  readonly set: readonly string[];
  readonly jobs?: string | undefined;
  readonly debug?: boolean | undefined;
}

/** What they say. @throws {UsageError} */
export function readBuildFlags({ only, except, preset, config, set, jobs: text, debug = false }: BuildFlags): BuildOptions {
  const jobs = text === undefined ? undefined : Number(text);
  if (jobs !== undefined && !(Number.isInteger(jobs) && jobs > 0))
    throw new UsageError(`--jobs must be a whole number above 0, is "${text}"`);
  return {
    ...(only === undefined ? {} : { only }),
    ...(except === undefined ? {} : { except }),
    ...(preset === undefined ? {} : { preset }),
    ...(jobs === undefined ? {} : { jobs }),
    config: findConfig(root, config),
    set,
    debug,
  };
}
