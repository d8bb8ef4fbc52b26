import type { Id } from '../coordinator/events.ts';
import { ExecutorLoadError } from '../errors.ts';
import type { ExecutorGrants } from '../executor/executor-grants.ts';
import { type SettledLimits, settleLimits } from '../executor/executor-limits.ts';
import type { ExecutorPackage } from '../executor/executor-package.ts';
import { supportedBuild } from '../executor/supported-build.ts';
import type { Platform } from '../platform/platform.ts';
import { resolveGrants } from '../wasi/resolve-grants.ts';
import type { Glue, StartMessage } from '../worker/protocol.ts';

/** Where an executor's bytes are, or they themselves. URLs are text, so that it can be posted. */
export interface ExecutorSource {
  /** Whose workers start from it. */
  readonly pool: Id;
  /** The executor's name in this host. */
  readonly name: string;
  readonly version: string;
  readonly builds: readonly {
    readonly features: readonly ('simd128' | 'relaxed-simd')[];
    readonly glue: Glue;
    readonly core: Readonly<Record<string, string | Uint8Array<ArrayBuffer>>>;
  }[];
  readonly imports: string | undefined;
  readonly options: unknown;
  readonly limits: SettledLimits;
  readonly cache: ExecutorPackage['cache'];
  readonly grants: ExecutorGrants | undefined;
}

/** What a package says, for the workers of one pool. */
export function executorSource(
  pool: Id,
  name: string,
  { version, builds, imports, options, limits, cache, grants }: ExecutorPackage,
): ExecutorSource {
  return {
    pool,
    name,
    version,
    builds: builds.map(({ features, glue, core }) => ({
      features,
      glue: glue instanceof URL ? glue.href : glue,
      core: Object.fromEntries(Object.entries(core).map(([file, at]) => [file, at instanceof URL ? at.href : at])),
    })),
    imports: imports?.href,
    options,
    limits: settleLimits(limits, true, imports === undefined),
    cache,
    grants,
  };
}

/**
 * Writes the executor's limits into its core modules and compiles them, once: every worker gets the same.
 *
 * @throws {ExecutorLoadError}
 */
export async function loadExecutor(
  source: ExecutorSource,
  platform: Pick<Platform, 'readBytes' | 'findFolder' | 'variable' | 'cacheFiles'>,
): Promise<StartMessage> {
  const { name, pool, version, imports, options, limits } = source;
  const grants = source.grants && resolved(name, source.grants, platform);
  const { glue, core } = supportedBuild(source);
  const files = Object.entries(core);
  const refusal = (where: string, cause: unknown) =>
    new ExecutorLoadError(`Cannot load executor "${name}" from "${where}": ${(cause as Error).message}`, { cause });
  const bytes = await Promise.all(
    files.map(([, at]) =>
      typeof at !== 'string'
        ? at
        : platform.readBytes(new URL(at)).catch((cause) => {
            throw refusal(at, cause);
          }),
    ),
  );
  let modules: WebAssembly.Module[];
  try {
    const { limitedModules } = await import('./metered-modules.ts'); // only those who have executors need it
    const limited = await limitedModules(bytes, { ...limits, metered: limits.stop === 'meter' }, source.cache, platform);
    modules = await Promise.all(limited.map((module) => WebAssembly.compile(module)));
  } catch (cause) {
    throw refusal(files.map(([file, at]) => (typeof at === 'string' ? at : file)).join('", "'), cause);
  }
  const compiled = Object.fromEntries(files.map(([file], i) => [file, modules[i]!]));
  return { name, pool, version, glue, core: compiled, imports, options, limits, grants };
}

function resolved(name: string, grants: ExecutorGrants, platform: Pick<Platform, 'findFolder' | 'variable'>): ExecutorGrants {
  try {
    return resolveGrants(grants, platform);
  } catch (cause) {
    throw new ExecutorLoadError(`Cannot load executor "${name}" with its grants: ${(cause as Error).message}`, { cause });
  }
}
