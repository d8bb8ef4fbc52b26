import type { LoadOptions } from './component/component-loader.ts';
import type { ComponentSource } from './component/component-source.ts';
import type { ComponentReport } from './component/inspect-component.ts';
import { componentLoader } from './load-component.ts';

/**
 * Looks into any file, and says what it is and what it would take to run it. A component that has the imports it needs, by
 * `grants` or because there are none, is instantiated and asked what it can do, in a thread with a time limit; of anything
 * else nothing runs.
 *
 * @param source bytes, a URL, a file's path, or what `fetch` gave
 * @example
 * const { world, imports, problem } = await inspectComponent('plug.wasm');
 * @throws {ExecutorLoadError} when the source cannot be read
 */
export async function inspectComponent(source: ComponentSource, options: LoadOptions = {}): Promise<ComponentReport> {
  const { inspectComponent: inspect } = await import('./component/inspect-component.ts');
  return inspect(await componentLoader(), source, options);
}
