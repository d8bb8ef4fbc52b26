import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { ml } from '../../components/ml/index.js';
import { limitModules } from '../limits/limit-modules.ts';
import { nodePlatform } from '../platform/node.ts';
import { limitedModules } from './metered-modules.ts';

vi.mock(import('../limits/limit-modules.ts'), async (original) => {
  const { limitModules: real } = await original();
  return { limitModules: vi.fn(real) };
});

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-modules-'));
const directory = path.join(folder, 'cache');
const made = vi.mocked(limitModules);
const caps = { memoryBytes: 2 ** 28, tableEntries: 1000 };
const modules = [new Uint8Array(fs.readFileSync(ml.builds.at(-1)!.core['ml.core.wasm']!))];
let caches = 0;

beforeEach(() => {
  made.mockClear();
  fs.rmSync(directory, { recursive: true, force: true });
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** As another process would ask: another bound is another cache in memory, over the same files. */
const ask = (limits = {}, bytes = modules, maxBytes = 2 ** 29 + caches++) =>
  limitedModules(bytes, { ...caps, metered: true, ...limits }, { directory, maxBytes }, nodePlatform());
const entries = () => (fs.existsSync(directory) ? fs.readdirSync(path.join(directory, 'modules')) : []);

test('what was metered is metered once, by all processes and within one', async () => {
  const first = await ask();
  expect(WebAssembly.validate(first[0]!)).toBe(true);
  expect(await ask()).toEqual(first);
  expect(made).toHaveBeenCalledTimes(1);
  expect(entries()).toHaveLength(1);
  const one = 2 ** 20;
  await ask({}, modules, one);
  fs.rmSync(directory, { recursive: true });
  expect(await Promise.all([ask({}, modules, one), ask({}, modules, one)])).toEqual([first, first]);
  expect(made).toHaveBeenCalledTimes(1);
});

test.each<[string, (bytes: Buffer) => Uint8Array]>([
  ['is cut off', (bytes) => bytes.subarray(0, bytes.length / 2)],
  ['is empty', () => new Uint8Array(0)],
  ['has a bit turned', (bytes) => bytes.fill(bytes.at(-5000)! ^ 1, bytes.length - 5000, bytes.length - 4999)],
  ['is text', () => Buffer.from('{}\n')],
])('an entry that %s is made anew', async (_, damage) => {
  const first = await ask();
  const file = path.join(directory, 'modules', entries()[0]!);
  fs.writeFileSync(file, damage(fs.readFileSync(file)));
  expect(await ask()).toEqual(first);
  expect(made).toHaveBeenCalledTimes(2);
  await ask();
  expect(made).toHaveBeenCalledTimes(2);
});

test('other modules, other limits and an entry under a name that is not its own are other things', async () => {
  const first = await ask();
  const [name] = entries();
  const less = await ask({ memoryBytes: 2 ** 20 });
  expect(less).not.toEqual(first);
  await ask({ tableEntries: 999 });
  await ask({}, [...modules, ...modules]);
  expect([made.mock.calls.length, entries().length]).toEqual([4, 4]);
  const other = entries().find((one) => one !== name)!;
  fs.copyFileSync(path.join(directory, 'modules', other), path.join(directory, 'modules', name!));
  expect(await ask()).toEqual(first);
});

test('nothing is kept where that is said, nor of modules that are not metered', async () => {
  await ask({ metered: false });
  await limitedModules(modules, { ...caps, metered: true }, false, nodePlatform());
  await limitedModules(modules, { ...caps, metered: true }, false, nodePlatform());
  expect([made.mock.calls.length, entries()]).toEqual([3, []]);
});

test('where nothing can be written all goes on; a refusal is told each time', async () => {
  fs.writeFileSync(directory, '');
  const [module] = await ask();
  expect(WebAssembly.validate(module!)).toBe(true);
  for (let time = 0; time < 2; time++) await expect(ask({ tableEntries: 0 }, modules, 7)).rejects.toThrow(RangeError);
});
