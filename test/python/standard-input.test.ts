import { afterAll, beforeAll, expect, test } from 'vitest';
import { python } from '../../components/python/index.js';
import { init, type Printed, type Ray } from '../../runtime/index.ts';

let ray: Ray;
let printed: Printed[] = [];
beforeAll(async () => {
  ray = (await init({ numWorkers: 1, executors: { python }, print: (each) => printed.push(each) })) as unknown as Ray;
});
afterAll(() => ray.shutdown());

test('each line is asked for when it is needed, after what was printed so far', async () => {
  printed = [];
  const lines = ['one', 'two\n', new TextEncoder().encode('thr'), new TextEncoder().encode('ee\nfour'), null];
  const seen: string[][] = [];
  const stdin = async () => {
    seen.push(printed.map(({ line, ended }) => line + (ended ? '\n' : '')));
    return lines.shift();
  };
  const source = `
print("a", end="")
print("|", input("? "))
for line in __import__("sys").stdin: print(repr(line))
`;
  expect(await ray.python.run(source, { stdin })).toBe(0);
  expect(seen[0]).toEqual(['a? ']);
  expect(printed.map(({ line }) => line)).toEqual(['a? ', '| one', "'two\\n'", "'three\\n'", "'four'"]);
});

test('without stdin, or when it fails, it is at its end', async () => {
  const source = 'import sys; sys.exit(0 if sys.stdin.read() == "" else 1)';
  expect(await ray.python.run(source)).toBe(0);
  expect(await ray.python.run(source, { stdin: () => Promise.reject(new Error('no')) })).toBe(0);
  await expect(ray.python.run(source, { stdin: 'x' as never })).rejects.toThrow('stdin must be a function, is x');
});

test('an interrupt ends the wait for a line', async () => {
  const stop = new AbortController();
  const stdin = () => {
    stop.abort();
    return new Promise<never>(() => {});
  };
  const source = 'import sys\ntry: input()\nexcept KeyboardInterrupt: sys.exit(7)';
  expect(await ray.python.run(source, { stdin, signal: stop.signal })).toBe(7);
});
