import type { Id } from '../coordinator/events.ts';
import { ExecutorLoadError } from '../errors.ts';
import type { ExecutorPackage } from '../executor/executor-package.ts';
import { supportedBuild } from '../executor/supported-build.ts';
import type { Platform } from '../platform/platform.ts';
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
}

/** What a package says, for the workers of one pool. */
export function executorSource(pool: Id, name: string, { version, builds, imports, options }: ExecutorPackage): ExecutorSource {
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
  };
}

/**
 * Compiles the core modules, once: every worker gets the same compiled module.
 *
 * @throws {ExecutorLoadError}
 */
export async function loadExecutor(source: ExecutorSource, readBytes: Platform['readBytes']): Promise<StartMessage> {
  const { name, pool, version, imports, options } = source;
  const { glue, core } = supportedBuild(source);
  const modules = await Promise.all(
    Object.entries(core).map(async ([file, at]) => {
      try {
        return [file, await WebAssembly.compile(typeof at === 'string' ? await readBytes(new URL(at)) : at)] as const;
      } catch (cause) {
        const where = typeof at === 'string' ? at : file;
        throw new ExecutorLoadError(`Cannot load executor "${name}" from "${where}": ${(cause as Error).message}`, { cause });
      }
    }),
  );
  return { name, pool, version, glue, core: Object.fromEntries(modules), imports, options };
}
