import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { boot } from '../host/boot.js';
import { prepareInterpreter } from '../host/boot-interpreter.js';
import { Door } from '../host/door.js';
import type { Manifest } from '../host/snapshot.js';
import { python } from '../index.js';
import { read, runRequest } from './executor.ts';

type Options = Parameters<typeof boot>[0];
const options = python.options as Options;
const manifest = JSON.parse(fs.readFileSync(fileURLToPath(options.manifest), 'utf8')) as Manifest;
/** Without WebAssembly's garbage collection Pyodide's function table is another one, and no snapshot of ours fits. */
const fits = WebAssembly.validate(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 3, 1, 0x5f, 0));

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-python-test-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

function written(name: string, content: string | Uint8Array): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, content);
  return pathToFileURL(file).href;
}

async function start(given: Partial<Options> = {}) {
  const { python: pyodide, snapshotError } = await boot({ ...options, ...given });
  const door = new Door(pyodide);
  const run = (source: string) => read(door.execute(runRequest(source)) as Parameters<typeof read>[0]).result;
  return { run, reason: snapshotError === undefined ? undefined : String(snapshotError) };
}

describe('a snapshot', () => {
  test.runIf(fits)('starts an interpreter', async () => {
    const begun = performance.now();
    const { run, reason } = await start();
    expect(run('def main(): return 6 * 7')).toBe(42);
    console.info(`interpreter from the snapshot to its first answer: ${Math.round(performance.now() - begun)} ms`);
    expect(reason).toBeUndefined();
  });

  test('gives no two interpreters the same random numbers', async () => {
    const draw = 'import random, uuid\ndef main(): return [random.random(), str(uuid.uuid4()), random.Random().random()]';
    const [first, second] = [(await start()).run(draw) as unknown[], (await start()).run(draw) as unknown[]];
    for (const [index, drawn] of first.entries()) expect(drawn).not.toEqual(second[index]);
  });

  test('still lets modules be imported that it does not hold', async () => {
    const { run } = await start();
    expect(
      run('import colorsys, xml.dom.minidom, inspect, polyray_executor.check as c\ndef main(): return len(inspect.getsource(c)) > 1000'),
    ).toBe(true);
  });
});

describe('without a good snapshot Python starts all the same', () => {
  test('from scratch, with the reason', async () => {
    const bytes = fs.readFileSync(fileURLToPath(options.snapshot));
    bytes[bytes.length >> 1]! ^= 4;
    const started = await start({ snapshot: written('damaged', bytes) });
    expect(started.reason).toMatch(/is damaged/);
    expect(started.run('import random\ndef main(): return random.random() < 1')).toBe(true);
  });

  test.each<[string, () => string, RegExp]>([
    ['missing', () => pathToFileURL(path.join(folder, 'nothing')).href, /ENOENT/],
    ['empty', () => written('empty', ''), /has 0 of \d+ bytes/],
    ['cut', () => written('cut', fs.readFileSync(fileURLToPath(options.snapshot)).subarray(0, 1 << 20)), /has 1048576 of/],
  ])('%s', async (_, snapshot, reason) => {
    expect((await prepareInterpreter({ ...options, snapshot: snapshot() })).snapshotError).toMatch(reason);
  });

  test.each<[string, Partial<Manifest>, RegExp]>([
    ['of another Pyodide', { pyodide: '315.0.0' }, /is of Pyodide 315\.0\.0/],
    ['of another engine', { table: manifest.table + 2 }, /function table entries/],
  ])('%s', async (_, change, reason) => {
    const started = await start({ manifest: written('other.json', JSON.stringify({ ...manifest, ...change })) });
    expect(started.reason).toMatch(reason);
  });
});
