import type { Id } from '../coordinator/events.ts';
import { ExecutorLoadError } from '../errors.ts';
import { supportedBuild } from '../executor/supported-build.ts';
import type { Platform } from '../platform/platform.ts';
import type { StartMessage } from '../worker/protocol.ts';

/** Where an executor's bytes are. URLs are text, so that it can be posted. */
export interface ExecutorSource {
  /** Whose workers start from it. */
  readonly pool: Id;
  /** The executor's name in this host. */
  readonly name: string;
  readonly builds: readonly {
    readonly features: readonly ('simd128' | 'relaxed-simd')[];
    readonly glue: string;
    readonly core: Readonly<Record<string, string>>;
  }[];
  readonly imports: string | undefined;
  readonly options: unknown;
}

/**
 * Compiles the core modules, once: every worker gets the same compiled module.
 *
 * @throws {ExecutorLoadError}
 */
export async function loadExecutor(source: ExecutorSource, readBytes: Platform['readBytes']): Promise<StartMessage> {
  const { name, imports, options } = source;
  const { glue, core } = supportedBuild(source);
  const modules = await Promise.all(
    Object.entries(core).map(async ([file, url]) => {
      try {
        return [file, await WebAssembly.compile(await readBytes(new URL(url)))] as const;
      } catch (cause) {
        throw new ExecutorLoadError(`Cannot load executor "${name}" from "${url}": ${(cause as Error).message}`, { cause });
      }
    }),
  );
  return { name, glue, core: Object.fromEntries(modules), imports, options };
}
