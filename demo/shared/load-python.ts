import { python } from 'polyray-python';

/** How much of Python has come: bytes, of so many in all; 0: it is not known how many. */
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
  const responses = await Promise.all(
    files.map(async (name) => {
      const url = new URL(`./executors/${name}`, import.meta.url);
      const response = await fetch(url);
      if (!response.ok || response.body === null) throw new Error(`Cannot load ${url.pathname}: HTTP ${response.status}`);
      return { body: response.body, length: lengthOf(response) };
    }),
  );
  const total = responses.some(({ length }) => length === 0) ? 0 : sum(responses.map(({ length }) => length));
  let loaded = 0;
  await Promise.all(
    responses.map(async ({ body }) => {
      for await (const chunk of body) {
        loaded += chunk.length;
        progress(loaded, total);
      }
    }),
  );
  return python;
}

/** 0: nobody says how long it is once it is unpacked. */
function lengthOf({ headers }: Response): number {
  return headers.has('content-encoding') ? 0 : Number(headers.get('content-length') ?? 0);
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
