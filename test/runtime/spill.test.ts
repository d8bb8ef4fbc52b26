import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { init, type ObjectRef, ObjectStoreFullError, WorkerCrashedError } from '../../runtime/index.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'spill-test-'));
afterAll(() => rmSync(directory, { recursive: true }));
const MiB = 2 ** 20;

/** Numbers below `count` in an order that looks random, the same one each time. */
function shuffled(count: number): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  let state = 4;
  for (let i = count - 1; i > 0; i--) {
    state = (state * 48_271) % 0x7fff_ffff;
    const other = state % (i + 1);
    [order[i], order[other]] = [order[other]!, order[i]!];
  }
  return order;
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint16Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

describe.each(['inline', 'thread'] as const)('with the coordinator %s', (coordinator) => {
  afterEach(() => expect(readdirSync(directory)).toEqual([]));

  test.each([
    ['small objects, which share slabs', 100_000],
    ['large ones, which readers see where they are', 700_000],
  ])('64 MiB of %s pass through a store of 8 MiB', async (_, bytes) => {
    await using ray = await init({ numWorkers: 1, coordinator, objectStoreBytes: 8 * MiB, spill: { directory } });
    const count = Math.ceil((64 * MiB) / bytes);
    const content = (i: number) => new Uint16Array(bytes / 2).fill(i).map((x, at) => x * 257 + at);
    const refs = Array.from({ length: count }, (_, i) => ray.put(content(i)));
    for (const i of shuffled(count)) {
      const found = await ray.get(refs[i]!);
      if (Buffer.compare(bytesOf(found), bytesOf(content(i))) !== 0) expect.fail(`object ${i} changed`);
    }
    expect(await ray.store.bytesUsed()).toBeLessThanOrEqual(8 * MiB);
    expect(await ray.store.bytesOnDisk()).toBeGreaterThan(50 * MiB);
    expect(readdirSync(directory)).toHaveLength(1);
    expect(await ray.state.listObjects({ filters: { where: 'disk', state: 'ready' } })).not.toEqual([]);
    for (const ref of refs) ref[Symbol.dispose]();
    expect(await ray.store.bytesOnDisk()).toBe(0);
    expect(readdirSync(path.join(directory, readdirSync(directory)[0]!))).toEqual([]);
  });

  test('tasks take arguments from disk', async () => {
    await using ray = await init({ numWorkers: 2, coordinator, objectStoreBytes: 8 * MiB, spill: { directory } });
    const refs = Array.from({ length: 20 }, (_, i) => ray.put(new Float64Array(125_000).fill(i)));
    const sum = ray.remote((x: Float64Array) => x.reduce((a, b) => a + b));
    const sums = await ray.get(refs.map((ref) => sum.remote(ref)));
    expect(sums).toEqual(refs.map((_, i) => i * 125_000));
  });

  test('without a disk a full store says so with figures, and recovers when objects are let go', async () => {
    await using ray = await init({ numWorkers: 1, coordinator, objectStoreBytes: 8 * MiB, storeFullTimeoutMs: 50, spill: false });
    const put = (i: number): ObjectRef<Uint8Array> => ray.put(new Uint8Array(MiB - 1000).fill(i));
    const refs = Array.from({ length: 8 }, (_, i) => put(i));
    const late = put(8);
    const failure = await ray.get(late).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ObjectStoreFullError);
    expect((failure as Error).message).toMatch(
      /^Cannot find \d{7} bytes in the object store: \d{7} of 8388608 bytes are in use, 0 of them being read/,
    );
    const make = ray.remote((bytes: number) => new Uint8Array(bytes));
    await expect(ray.get(make.remote(2 * MiB))).rejects.toMatchObject({ cause: expect.any(ObjectStoreFullError) });
    await expect(ray.get(make.remote(9 * MiB))).rejects.toThrow(/Cannot find 94\d{5} bytes in the object store/);
    refs[3]![Symbol.dispose]();
    const next = put(9);
    expect((await ray.get(next))[0]).toBe(9);
    expect((await ray.get(refs[2]!))[0]).toBe(2);
  });

  test('what waits for room gets it when there is some', async () => {
    await using ray = await init({ numWorkers: 1, coordinator, objectStoreBytes: 8 * MiB, spill: { directory, maxBytes: 2 * MiB } });
    const refs = Array.from({ length: 12 }, (_, i) => ray.put(new Uint8Array(MiB - 1000).fill(i)));
    expect(await ray.store.bytesOnDisk()).toBeLessThanOrEqual(2 * MiB);
    const last = ray.get(refs[11]!);
    for (const ref of refs.slice(0, 8)) ref[Symbol.dispose]();
    expect((await last)[0]).toBe(11);
  });

  test('what a task put is there when the task is done, whatever becomes of its worker', async () => {
    await using ray = await init({ numWorkers: 1, coordinator, objectStoreBytes: 8 * MiB, spill: false });
    const boxed = ray.task(() => import('../fixtures/soak-tasks.ts'), 'boxed', import.meta.url);
    await ray.get(boxed.remote(new Uint8Array(1))); // its module is loaded, and the driver has written what it will
    const refs = Array.from({ length: 7 }, (_, i) => ray.put(new Uint8Array(MiB - 1000).fill(i)));
    const data = ray.put(new Uint8Array(MiB - 1000).fill(9));
    const box = ray.get(boxed.remote(data));
    setTimeout(() => refs[0]![Symbol.dispose](), 200);
    const { inside } = await box;
    const exit = ray.remote(() => process.exit(), { maxRetries: 0 });
    await expect(ray.get(exit.remote())).rejects.toBeInstanceOf(WorkerCrashedError);
    expect((await ray.get(inside))[5]).toBe(9);
  });
});

test('what a killed program left is removed by the next one', async () => {
  const text = `
    const { init } = await import(${JSON.stringify(new URL('../../runtime/index.ts', import.meta.url).href)});
    const ray = await init({ numWorkers: 1, objectStoreBytes: ${8 * MiB}, spill: { directory: ${JSON.stringify(directory)} } });
    const refs = Array.from({ length: 16 }, () => ray.put(new Uint8Array(${MiB - 1000})));
    console.log(await ray.store.bytesOnDisk());
    await ray.get(ray.remote(() => new Promise(() => {})).remote());`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', text], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  const [left] = readdirSync(directory);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(readdirSync(path.join(directory, left!)).length).toBeGreaterThan(0);
  const ray = await init({ numWorkers: 1, spill: { directory } });
  await vi.waitFor(() => expect(existsSync(path.join(directory, left!))).toBe(false));
  await ray.shutdown();
});

test.each(['inline', 'thread'])('a program that exits without shutdown leaves nothing (coordinator %s)', async (coordinator) => {
  const text = `
    const { init } = await import(${JSON.stringify(new URL('../../runtime/index.ts', import.meta.url).href)});
    const ray = await init({ numWorkers: 1, coordinator: '${coordinator}', objectStoreBytes: ${8 * MiB}, spill: { directory: ${JSON.stringify(directory)} } });
    const refs = Array.from({ length: 16 }, () => ray.put(new Uint8Array(${MiB - 1000})));
    console.log(await ray.store.bytesOnDisk());
    process.exit(3);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', text], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  const [onDisk] = (await once(child.stdout, 'data')) as [Buffer];
  expect(Number(onDisk.toString())).toBeGreaterThan(7 * MiB);
  expect((await exit)[0]).toBe(3);
  expect(readdirSync(directory)).toEqual([]);
});

test('options that make no sense are refused', async () => {
  await expect(init({ spill: { maxBytes: -1 } })).rejects.toThrow('spill.maxBytes must be a whole number of at least 0, is -1');
  await expect(init({ spill: { directory: '' } })).rejects.toThrow('spill.directory must be a path');
});
