import type { BuildOptions } from './build.ts';
import { root } from './members.ts';
import { findConfig, UsageError } from './selection.mjs';

interface BuildFlags {
  readonly only?: string | undefined;
  readonly except?: string | undefined;
  readonly preset?: string | undefined;
  readonly config?: string | undefined;
  readonly set?: readonly string[] | undefined;
  readonly jobs?: string | undefined;
  readonly debug?: boolean | undefined;
}

/** What the options of the command line say that every build takes. @throws {UsageError} */
export function readBuildFlags({ only, except, preset, config, set = [], jobs: text, debug = false }: BuildFlags): BuildOptions {
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
