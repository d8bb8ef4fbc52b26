import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { python } from '../../components/python/index.js';
import { init, type Ray } from '../../runtime/index.ts';

let ray: Ray;
let printed: string[] = [];
let heard: (line: string) => void = () => {};
beforeAll(async () => {
  const print = ({ line }: { readonly line: string }) => {
    printed.push(line);
    heard(line);
  };
  ray = (await init({ numWorkers: 2, executors: { python }, print })) as unknown as Ray;
});
afterAll(() => ray.shutdown());

/** Resolves when the line is printed. */
function line(wanted: string): Promise<void> {
  return new Promise((resolve) => {
    heard = (each) => {
      if (each === wanted) resolve();
    };
  });
}

test('an interrupted program goes on as it likes; each interrupt is heard once', async () => {
  printed = [];
  const program = ray.python.start(
    `
import time, miniray
@miniray.remote
def add(a, b): return a + b
@miniray.remote
def forever(): time.sleep(60)
def again(what, wait):
    print(what)
    try: wait()
    except KeyboardInterrupt: print("caught", miniray.get(add.remote(1, 2)))
def spin():
    while True: pass
again("computes", spin)
again("sleeps", lambda: time.sleep(60))
again("waits", lambda: miniray.get(forever.remote()))
again("reads", input)
print("rests")
time.sleep(3.3)
raise SystemExit(5)
`,
    { stdin: () => new Promise<never>(() => {}) },
  );
  for (const what of ['computes', 'sleeps', 'waits', 'reads']) {
    await line(what);
    await delay(50);
    program.interrupt();
  }
  expect(await program.exitCode, printed.join('\n')).toBe(5);
  expect(printed).toEqual(['computes', 'caught 3', 'sleeps', 'caught 3', 'waits', 'caught 3', 'reads', 'caught 3', 'rests']);
});

test('a program that is stopped ends by its KeyboardInterrupt, or is ended', async () => {
  printed = [];
  const ready = line('up');
  const program = ray.python.start('print("up")\nwhile True: pass');
  await ready;
  program.stop();
  expect(await program.exitCode).toBe(130);
  expect(printed.at(-1)).toBe('KeyboardInterrupt');
  program.stop(); // it has ended
});

test.each([
  [5, {}, "source must be Python's text, is 5"],
  ['pass', { stdin: 1 }, 'stdin must be a function, is 1'],
])('start(%j, %j) says what is wrong', (source, options, message) => {
  expect(() => ray.python.start(source as never, options as never)).toThrow(new TypeError(message));
});

test('what a program flushes of a line comes at once; what its tasks print comes as lines', async () => {
  printed = [];
  const shown = line('\r 50%');
  const program = ray.python.start(`
import sys, time, miniray
@miniray.remote
def halves():
    print("one ", end="", flush=True)
    sys.stdout.write("\\rhalf, ")
    print("another")
miniray.get(halves.remote())
print("  0%", end="", flush=True)
sys.stdout.write("\\r 50%")
while True: time.sleep(60)
`);
  await shown;
  program.interrupt();
  expect(await program.exitCode).toBe(130);
  expect(printed.slice(0, 3)).toEqual(['one \rhalf, another', '  0%', '\r 50%']);
});
