import { describe, expect, test } from 'vitest';
import { bootInterpreter } from '../host/boot-interpreter.js';
import { LineWriter } from '../host/line-writer.js';
import { prepare, startInterpreter } from './interpreter.ts';

describe('LineWriter', () => {
  const write = (atOnce: boolean, ...parts: (string | number[])[]) => {
    const lines: string[] = [];
    const writer = new LineWriter(
      (line) => lines.push(line),
      () => atOnce,
    );
    for (const part of parts) {
      const bytes = typeof part === 'string' ? new TextEncoder().encode(part) : Uint8Array.from(part);
      expect(writer.write(bytes)).toBe(bytes.length);
    }
    const before = [...lines];
    writer.flush();
    writer.flush();
    return { before, flushed: lines.slice(before.length) };
  };
  const written = (...parts: (string | number[])[]) => write(false, ...parts);

  test('gives lines without their ends, and the last one when flushed', () => {
    expect(written('a\nb', 'c\n\nd', 'e')).toEqual({ before: ['a', 'bc', ''], flushed: ['de'] });
    expect(written('a\n')).toEqual({ before: ['a'], flushed: [] });
  });

  test('puts characters together that come in parts, and marks those that never end', () => {
    const [first, second] = [
      [0xe8, 0xbd],
      [0xb4, 10],
    ];
    expect(written(first, second)).toEqual({ before: ['轴'], flushed: [] });
    expect(written('x', first)).toEqual({ before: [], flushed: ['x\ufffd'] });
  });

  test('hands over what comes without an end at once where it is to, but whole characters', () => {
    expect(write(true, 'a', '\rb', [0xe8, 0xbd], [0xb4], 'c\nd\n')).toEqual({ before: ['a', '\rb', '轴', 'c', 'd'], flushed: [] });
  });

  test('hands over a line that does not end in pieces of 1 Mi characters', () => {
    const half = 'x'.repeat(700_000);
    const { before, flushed } = written(half, half, half, `${half}\nend`);
    expect([before, flushed].map((lines) => lines.map((line) => line.length))).toEqual([[1_048_576, 1_048_576, 702_848], [3]]);
    const whole = written(`${'y'.repeat(2_500_000)}\n${'z'.repeat(1_048_576)}\n`).before;
    expect(whole.map((line) => line.length)).toEqual([1_048_576, 1_048_576, 402_848, 1_048_576]);
  });
});

test('what Python prints comes line by line, in order, the last one at the end of a task', async () => {
  await using python = await startInterpreter();
  await python.run('import sys\nprint("one")\nprint("größer", "→ 轴", end="!")\nprint("warn", file=sys.stderr, end="")');
  expect(python.lines).toEqual([
    { line: 'one', stream: 'stdout' },
    { line: 'größer → 轴!', stream: 'stdout' },
    { line: 'warn', stream: 'stderr' },
  ]);
  python.lines.length = 0;
  await python.run('import os\nos.write(1, b"raw\\n")\nsys.stdout.write("a\\nb")\nsys.stdout = None');
  expect(python.lines.map(({ line }) => line)).toEqual(['raw', 'a', 'b']);
});

test('a line is there before its task ends', async () => {
  await using python = await startInterpreter();
  const running = python.run('import time\nprint("begun")\ntime.sleep(0.5)\nprint("ended")');
  while (python.lines.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(python.lines).toEqual([{ line: 'begun', stream: 'stdout' }]);
  await running;
  expect(python.lines).toHaveLength(2);
});

test('a prompt is there before its answer is asked for', async () => {
  const said: string[] = [];
  const { python } = await bootInterpreter({
    ...(await prepare()),
    stdout: (line, ended) => said.push(ended ? `${line}\\n` : line),
    stdin: () => {
      said.push('asked');
      return 'Ray';
    },
  });
  python.runPython('print("hello")\nprint("hi", input("name? "))');
  expect(said).toEqual(['hello\\n', 'name? ', 'asked', 'hi Ray\\n']);
});

test('10 MB of prints arrive whole, in a second or so', async () => {
  let [lines, characters] = [0, 0];
  const { python } = await bootInterpreter({
    ...(await prepare()),
    stdout: (line) => {
      lines++;
      characters += line.length;
    },
  });
  const begun = performance.now();
  python.runPython('for i in range(100_000): print("x" * 99 + str(i % 10))');
  expect([lines, characters]).toEqual([100_000, 10_000_000]);
  expect(performance.now() - begun).toBeLessThan(5000);
});

test('standard input is what the owner gives, a line at a time, or at its end', async () => {
  const given = ['first', '轴 2'];
  const { python } = await bootInterpreter({ ...(await prepare()), stdin: () => given.shift() });
  expect(python.runPython('repr([input(), input()])')).toBe("['first', '轴 2']");
  expect(() => python.runPython('input()')).toThrow(/EOFError/);
  const closed = await bootInterpreter(await prepare());
  expect(closed.python.runPython('import sys; sys.stdin.read()')).toBe('');
});
