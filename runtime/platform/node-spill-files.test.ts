import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { NodeSpillFiles } from './node-spill-files.ts';

const parent = mkdtempSync(path.join(tmpdir(), 'spill-test-'));
const opened: NodeSpillFiles[] = [];

afterEach(() => {
  for (const files of opened.splice(0)) files.close();
  expect(readdirSync(parent)).toEqual([]);
});

function open(): NodeSpillFiles {
  const files = new NodeSpillFiles(parent);
  opened.push(files);
  return files;
}

function shared(length: number, first: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(length)).map((_, i) => first + i);
}

/** The file of this block, in the only directory that there is. */
function fileOf(block: number, directory = readdirSync(parent)[0]!): string {
  return path.join(parent, directory, `${block}.block`);
}

test('what was written is read back, from and into shared memory', () => {
  const files = open();
  for (const [block, length] of [0, 1, 31, 4096, 100_001].entries()) expect(files.write(block, shared(length, block))).toBe(true);
  for (const [block, length] of [0, 1, 31, 4096, 100_001].entries()) {
    const into = shared(length, 99);
    expect(files.read(block, into)).toBe(true);
    expect(into).toEqual(shared(length, block));
  }
  files.forget(3);
  expect(files.read(3, new Uint8Array(4096))).toBe(false);
  expect(files.write(3, shared(10, 7))).toBe(true);
});

test('no directory is made before the first object, and none stays', () => {
  const files = open();
  files.forget(1);
  expect(files.read(1, new Uint8Array(1))).toBe(false);
  expect(readdirSync(parent)).toEqual([]);
  files.write(1, new Uint8Array(8));
  expect(readdirSync(parent)).toHaveLength(1);
  files.close();
  expect(readdirSync(parent)).toEqual([]);
  expect(files.write(2, new Uint8Array(8))).toBe(false);
});

test('a torn, changed, foreign or missing file reads as failure', () => {
  const files = open();
  files.write(1, shared(1000, 1));
  files.write(2, shared(1000, 2));
  const whole = readFileSync(fileOf(1));
  const refused = (bytes: Uint8Array): void => {
    writeFileSync(fileOf(1), bytes);
    expect(files.read(1, new Uint8Array(1000))).toBe(false);
  };
  for (const at of [0, 5, 9, 17, 25, 32, 500, whole.length - 1]) {
    refused(whole.map((byte, i) => (i === at ? byte ^ 0x10 : byte)));
  }
  refused(readFileSync(fileOf(2)));
  refused(new Uint8Array(0));
  refused(Buffer.concat([whole, Buffer.of(0)]));
  writeFileSync(fileOf(1), whole);
  truncateSync(fileOf(1), whole.length - 1);
  expect(files.read(1, new Uint8Array(1000))).toBe(false);
  rmSync(fileOf(1));
  expect(files.read(1, new Uint8Array(1000))).toBe(false);

  const [own] = readdirSync(parent);
  const other = open();
  other.write(1, shared(1000, 1));
  writeFileSync(
    fileOf(1, own),
    readFileSync(
      fileOf(
        1,
        readdirSync(parent).find((name) => name !== own),
      ),
    ),
  );
  expect(files.read(1, new Uint8Array(1000))).toBe(false);
  writeFileSync(fileOf(1, own), whole);
  expect(files.read(1, new Uint8Array(1000))).toBe(true);
});

test('what cannot be written says so and leaves no half of it', () => {
  const files = open();
  files.write(1, shared(10, 1));
  expect(files.write(1, shared(10, 2))).toBe(false); // it is there already
  rmSync(path.join(parent, readdirSync(parent)[0]!), { recursive: true });
  expect(files.write(2, shared(10, 2))).toBe(false);
  const nowhere = new NodeSpillFiles('/dev/null/nowhere');
  expect(nowhere.write(1, shared(10, 1))).toBe(false);
  expect(existsSync('/dev/null/nowhere')).toBe(false);
});
