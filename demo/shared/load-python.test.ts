import { afterEach, expect, test, vi } from 'vitest';
import { loadPython } from './load-python.ts';

afterEach(() => vi.unstubAllGlobals());

test('loadPython(): whoever asks while it is loaded hears how it gets on; after a failure, asking once more tries again', async () => {
  vi.stubGlobal('pythonFiles', { 'python.wasm': 4 });
  vi.stubGlobal('fetch', async () => new Response('', { status: 503 }));
  await expect(loadPython(() => {})).rejects.toThrow('python.wasm: HTTP 503');

  const sent = Promise.withResolvers<Response>();
  vi.stubGlobal('fetch', () => sent.promise);
  const [first, second] = [vi.fn(), vi.fn()];
  const loaded = Promise.all([loadPython(first), loadPython(second)]);
  sent.resolve(new Response('1234'));
  await loaded;
  expect([first.mock.calls, second.mock.calls]).toEqual([[[4, 4]], [[4, 4]]]);
});
