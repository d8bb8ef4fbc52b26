import { beforeAll, describe, expect, test } from 'vitest';
import { boot } from '../host/boot.js';
import { Door } from '../host/door.js';
import { memoryOf } from '../host/pyodide.js';
import { python } from '../index.js';
import { read, runRequest, startPython, tensor } from './executor.ts';

type Booted = Awaited<ReturnType<typeof boot>>;
const start = () => boot(python.options as Parameters<typeof boot>[0]);

describe('one interpreter over many calls', () => {
  let pyodide: Booted['python'];
  let door: Door;
  beforeAll(async () => {
    pyodide = (await start()).python;
    door = new Door(pyodide);
  });

  test("keeps Python's memory flat over 2 000 calls", () => {
    const data = new Float64Array(16_384);
    const source =
      'kept = []\ndef main(a, n):\n    kept.append(a)\n    print(n)\n    return memoryview(bytearray(a)), {"n": n, "f": [str(n)] * 100}';
    const call = (n: number) =>
      read(door.execute(runRequest(source, { arguments: [n], inputs: { a: tensor('fp64', [data.length], data) } })) as never);
    const heap = () => memoryOf(pyodide).byteLength;
    const allocated = () => pyodide.runPython('import gc, sys; gc.collect(); sys.getallocatedblocks()') as number;
    for (let n = 0; n < 200; n++) call(n);
    const [heapBefore, before] = [heap(), allocated()];
    for (let n = 0; n < 2000; n++) expect(call(n).stdout).toBe(`${n}\n`);
    expect(heap()).toBe(heapBefore);
    expect(allocated() - before).toBeLessThan(500);
  });

  test('also where calls fail', () => {
    const heap = () => memoryOf(pyodide).byteLength;
    const call = (n: number) => {
      expect(() => door.execute(runRequest(`def main():\n    data = bytearray(1 << 20)\n    raise ValueError(${n})`))).toThrow();
    };
    for (let n = 0; n < 50; n++) call(n);
    const before = heap();
    for (let n = 0; n < 500; n++) call(n);
    expect(heap()).toBe(before);
  });
});

describe('the end of an interpreter', () => {
  test.each([
    ['a wild pointer', 'import ctypes\ndef main(): ctypes.memset(0xFFFFFF00, 1, 0x80)'],
    ['an exit behind its back', 'import os\ndef main(): os._exit(3)'],
    ['a stack exhausted in C', 'def main():\n    a = []\n    for _ in range(100_000): a = [a]'],
  ])('%s throws, and so does every later call: there is no answer to mistake for one', async (_, source) => {
    const executor = await startPython();
    const attempt = (text: string) => {
      try {
        executor.execute(runRequest(text));
      } catch (error) {
        return error as Error & { payload?: unknown };
      }
      throw new Error('The request succeeded');
    };
    expect(attempt(source).payload).toBeUndefined();
    expect(attempt('def main(): return 1').payload).toBeUndefined();
  });
});
