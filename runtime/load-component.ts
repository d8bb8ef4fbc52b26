import type { ComponentLoader, LoadOptions } from './component/component-loader.ts';
import type { ComponentSource } from './component/component-source.ts';
import type { ExecutorPackage } from './executor/executor-package.ts';
import { thisPlatform } from './platform/this-platform.ts';

let loader: Promise<ComponentLoader> | undefined;

/** One for all of this thread: so is the thread that transpiles. Its code is loaded at first use. */
export function componentLoader(): Promise<ComponentLoader> {
  loader ??= import('./component/component-loader.ts').then(({ ComponentLoader }) => new ComponentLoader(thisPlatform()));
  return loader;
}

/**
 * Makes an executor package of a component's bytes, anyone's. It is checked before anything of it runs; then its glue is
 * written, in a thread of its own, or found where it was kept the last time; then it is asked who it is.
 *
 * @param source bytes, a URL, a file's path, or what `fetch` gave
 * @example
 * const plug = await loadComponent('plug.wasm', { sha256: '9f86…' });
 * await using ray = await init({ executors: { plug } });
 * @throws {InvalidComponentError} when it is no executor of this contract, or not the one that was asked for
 * @throws {ImportNotGrantedError} when it imports what `grants` does not give
 * @throws {ComponentDigestError} when its bytes are not those of `sha256`
 * @throws {ExecutorLoadError} when it cannot be read, or has no instance
 * @throws {TaskTimeoutError}
 */
export async function loadComponent(source: ComponentSource, options: LoadOptions = {}): Promise<ExecutorPackage> {
  return (await (await componentLoader()).load(source, options)).package;
}
