import { python } from 'polyray-python';

/** Written in by the build: what is fetched of Python before it starts, and its bytes. */
declare const pythonFiles: Readonly<Record<string, number>>;

/** How much of Python has come: bytes, of so many in all, as they are once unpacked. */
export type Progress = (loaded: number, total: number) => void;

let loading: Promise<typeof python> | undefined;
const listeners = new Set<Progress>();

/**
 * Fetches Python, once, and says how it gets on: after this it starts from the browser's own cache, and, where there is a
 * service worker, without a network.
 *
 * @returns the package, for `init({ executors })` or `ray.executors.register`
 * @throws {Error} when a file cannot be had; asking once more tries again
 */
export async function loadPython(progress: Progress): Promise<typeof python> {
  listeners.add(progress);
  loading ??= fetchAll((loaded, total) => {
    for (const listener of listeners) listener(loaded, total);
  });
  try {
    return await loading;
  } catch (error) {
    loading = undefined;
    throw error;
  } finally {
    listeners.delete(progress);
  }
}

async function fetchAll(progress: Progress): Promise<typeof python> {
  const total = Object.values(pythonFiles).reduce((sum, bytes) => sum + bytes);
  let loaded = 0;
  await Promise.all(
    Object.keys(pythonFiles).map(async (name) => {
      const url = new URL(`./executors/${name}`, import.meta.url);
      const response = await fetch(url);
      if (!response.ok || response.body === null) throw new Error(`Cannot load ${url.pathname}: HTTP ${response.status}`);
      // WebKit's streams are not iterable
      const reader = response.body.getReader();
      try {
        for (let part = await reader.read(); !part.done; part = await reader.read()) {
          loaded += part.value.length;
          progress(loaded, total);
        }
      } catch (cause) {
        throw new Error(`${url.pathname} broke off; if this site has a newer version, close all its pages and open it again`, { cause });
      }
    }),
  );
  return python;
}
