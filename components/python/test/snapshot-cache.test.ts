import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bootInterpreter, type Prepared } from '../host/boot-interpreter.js';
import { digest } from '../host/snapshot.js';
import { type CacheOptions, cachedSnapshot } from '../host/snapshot-cache.js';
import { readEntry, writeEntry } from '../host/snapshot-entry.js';
import { InterpreterThread, prepare } from './interpreter.ts';
import { makeWheel } from './packages/make-wheel.ts';

// The least that Emscripten links at run time: no code, and a section that says it needs nothing.
const library = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 0, 15, 8, ...Buffer.from('dylink.0'), 1, 4, 0, 0, 0, 0);
const packages = {
  files: {
    'weights/__init__.py': 'from .table import TABLE\ndef total(): return sum(TABLE)',
    'weights/table.py': 'import random\nTABLE = list(range(10))\nDRAW = random.random()',
    'weights/data.bin': Uint8Array.of(1, 2, 3),
    'native.py': 'import ctypes, os\nctypes.CDLL(os.path.dirname(__file__) + "/_native.so")',
    '_native.so': library,
  },
  wheels: [makeWheel()],
  modules: ['weights', 'handmade'],
};

let directory: string;
let base: Prepared;
beforeAll(async () => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-python-test-'));
  base = await prepare();
});
afterAll(() => fs.rmSync(directory, { recursive: true, force: true }));

const cached = (options: Partial<CacheOptions> = {}) =>
  cachedSnapshot({ directory, manifest: base.manifest, module: base.module, packages, ...options });
const entries = () => fs.readdirSync(directory).map((name) => path.join(directory, name));

test('the snapshot of a package set is made once, and again where its entry is damaged', async () => {
  expect((await cached()).made).toContain('ENOENT');
  const [file] = entries() as [string];
  const { prepared, made } = await cached();
  expect(made).toBeUndefined();
  expect(entries()).toEqual([file]);

  await using python = new InterpreterThread(prepared);
  expect(await python.ready).toMatchObject({ snapshotError: undefined });
  const code = `
import sys
before = {"weights", "handmade"} <= set(sys.modules)
import importlib.resources, inspect, random, weights
data = importlib.resources.files("weights").joinpath("data.bin").read_bytes()
import handmade, native
assert handmade.answer() == 42 and 'def answer' in inspect.getsource(handmade)
repr((before, weights.total(), len(inspect.getsource(weights.table)) > 9, data, weights.table.DRAW != random.random()))`;
  expect((await python.run(code)).value).toBe("(True, 45, True, b'\\x01\\x02\\x03', True)");

  const content = fs.readFileSync(file);
  content[content.length >> 1]! ^= 1;
  fs.writeFileSync(file, content);
  expect((await cached()).made).toContain('is damaged');
  expect((await cached()).made).toBeUndefined();
});

test('a module that cannot be imported, or brings a binary library, makes no snapshot', async () => {
  const before = entries();
  const broken = { files: { 'broken.py': 'import nowhere_to_be_found' }, modules: ['broken'] };
  await expect(cached({ packages: broken })).rejects.toThrow(/module "broken" cannot be imported: ModuleNotFoundError/);
  await expect(cached({ packages: { ...packages, modules: ['native'] } })).rejects.toThrow(/binary libraries are loaded.*_native\.so/);
  expect(entries()).toEqual(before);
});

test('a wheel that is not what was locked starts no interpreter', async () => {
  const wheel = { ...makeWheel(), sha256: '0'.repeat(64) };
  await expect(bootInterpreter({ ...base, wheels: [wheel] })).rejects.toMatchObject({ name: 'WheelDigestError' });
  await expect(cached({ packages: { wheels: [wheel], modules: [] } })).rejects.toMatchObject({ name: 'WheelDigestError' });
});

test.each<[string, (content: Buffer) => Buffer | string, RegExp]>([
  ['cut', (content) => content.subarray(0, -1), /has 2 of 3 bytes/],
  ['changed', (content) => Buffer.from(content.toString().replace('abc', 'abd')), /is damaged/],
  ['of another key', (content) => content.toString().replace('"key":"k"', '"key":"l"'), /is of another environment/],
  ['empty', () => '', /JSON/],
  ['anything else', () => 'null\n', /null/],
])('an entry that is %s is refused with the reason', async (_, damage, reason) => {
  const file = path.join(directory, 'entry');
  const bytes = new TextEncoder().encode('abc');
  await writeEntry(file, 'k', { pyodide: '1', table: 1, bytes: 3, sha256: await digest(bytes), modules: [] }, bytes);
  expect((await readEntry(file, 'k')).bytes).toEqual(bytes);
  fs.writeFileSync(file, damage(fs.readFileSync(file)));
  await expect(readEntry(file, 'k')).rejects.toThrow(reason);
  fs.rmSync(file);
});
