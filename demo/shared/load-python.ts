import { python } from 'polyray-python';

/** How much of Python has come: bytes, of so many in all. */
export type Progress = (loaded: number, total: number) => void;

/** What is fetched of Python before it starts: nearly all of it. */
const files = ['pyodide/pyodide.asm.wasm', 'pyodide/pyodide.asm.mjs', 'python/dist/python.snapshot'];

let loading: Promise<typeof python> | undefined;

/**
 * Fetches Python, once, and says how it gets on: after this it starts from the browser's own cache, and, where there is a
 * service worker, without a network.
 *
 * @returns the package, for `init({ executors })` or `ray.executors.register`
 * @throws {Error} when a file cannot be had; asking once more tries again
 */
export function loadPython(progress: Progress): Promise<typeof python> {
  loading ??= fetchAll(progress).catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function fetchAll(progress: Progress): Promise<typeof python> {
  const loaded: number[] = [];
  const totals: number[] = [];
  const tell = () => progress(sum(loaded), sum(totals));
  await Promise.all(
    files.map(async (name, i) => {
      const url = new URL(`./executors/${name}`, import.meta.url);
      const response = await fetch(url);
      if (!response.ok || response.body === null) throw new Error(`Cannot load ${url.pathname}: HTTP ${response.status}`);
      totals[i] = Number(response.headers.get('content-length') ?? 0);
      loaded[i] = 0;
      for await (const chunk of response.body) {
        loaded[i]! += chunk.length;
        tell();
      }
    }),
  );
  return python;
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
