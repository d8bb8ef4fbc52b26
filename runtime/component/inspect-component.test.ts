import fs from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { cpp } from '../../components/cpp/index.js';
import { python } from '../../components/python/index.js';
import { fromWat, makeExecutor } from '../../test/fixtures/make-component.ts';
import { nodePlatform } from '../platform/node.ts';
import { ComponentLoader } from './component-loader.ts';
import { inspectComponent } from './inspect-component.ts';

const loader = new ComponentLoader(nodePlatform());
afterAll(() => loader.close());
const inspect = (source: Uint8Array | URL, timeoutMs = 60_000) => inspectComponent(loader, source, { cache: false, timeoutMs });

test('an executor is asked what it can do', async () => {
  const report = await inspect(cpp.builds[0]!.component);
  expect(report).toMatchObject({
    kind: 'component',
    world: 'polyray:compute/chaining-component@0.1.0',
    problem: undefined,
    executor: { name: 'cpp', version: cpp.version, trust: 'sealed' },
  });
  expect(report.executor!.operations.map(({ name }) => name)).toContain('signal.welch');
  expect(report.imports).toEqual([{ name: 'polyray:compute/types@0.1.0', kind: 'instance' }]);
});

test('one that is not granted its imports is not run, and says what it wants', async () => {
  const report = await inspect(python.builds[0]!.component);
  expect(report).toMatchObject({
    world: 'polyray:compute/component@0.1.0',
    problem: { name: 'ImportNotGrantedError' },
    executor: undefined,
  });
  expect(report.imports).toContainEqual({ name: 'polyray:python/interpreter@0.1.0', kind: 'instance', grants: [] });
});

test('one that never answers is left', async () => {
  expect(await inspect(await makeExecutor({ nameBody: '(loop br 0) unreachable' }), 3000)).toMatchObject({
    world: 'polyray:compute/component@0.1.0',
    problem: { name: 'TaskTimeoutError' },
    executor: undefined,
  });
});

test.each<[string, () => Uint8Array | Promise<Uint8Array>, object]>([
  [
    "a stranger's component",
    () => fromWat('(component (core module (memory 3)))'),
    { kind: 'component', modules: [{ memories: [{ minimum: 3 }] }] },
  ],
  ['a core module', () => fromWat('(module)'), { kind: 'module' }],
  ['WIT', () => fs.readFileSync('wit/types.wit'), { kind: 'wit' }],
  ['a picture', () => Uint8Array.of(0x89, 0x50), { kind: 'other' }],
  ['half a component', async () => (await makeExecutor()).subarray(0, 300), { kind: 'other' }],
])('%s is told for what it is', async (_, make, expected) => {
  expect(await inspect(await make())).toMatchObject({
    ...expected,
    world: undefined,
    executor: undefined,
    problem: { name: 'InvalidComponentError' },
  });
});
