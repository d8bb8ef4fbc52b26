import { describe, expect, test } from 'vitest';
import { cpp } from '../../components/cpp/index.js';
import { ml } from '../../components/ml/index.js';
import { componentGuest, growingAllocator, resultAt } from '../../test/fixtures/core-guest.ts';
import { hostile } from '../../test/fixtures/hostile.ts';
import { startMessage } from '../conformance/subject.ts';
import { OutOfMemoryError } from '../errors.ts';
import type { ExecuteRequest, NamedTensor } from '../executor/contract.ts';
import { settleLimits } from '../executor/executor-limits.ts';
import type { ExecutorPackage } from '../executor/executor-package.ts';
import { nodePlatform } from '../platform/node.ts';
import { InstanceHost, RefusalError, TrapError } from './instance-host.ts';

const load = async (source: ExecutorPackage, calls?: 'direct' | 'glue') =>
  InstanceHost.load(
    await startMessage({ ...source, limits: { ...source.limits, requestBytes: 2 ** 32 } }, nodePlatform().readBytes),
    calls && { calls },
  );
const tensor = (name: string, type: NamedTensor['tensor']['type'], dimensions: number[], data: ArrayBufferView): NamedTensor => ({
  name,
  tensor: { type, dimensions: Uint32Array.from(dimensions), data: new Uint8Array(data.buffer) },
});
const fft = (data: Float64Array): ExecuteRequest => ({
  operation: 'signal.fft',
  parameters: [],
  inputs: [tensor('signal', 'complex128', [data.length / 2], data)],
});
const model = { name: 'model', value: { tag: 'text', val: 'm' } } as const;
const loadModel: ExecuteRequest = {
  operation: 'model.load',
  parameters: [model],
  inputs: [tensor('weight', 'fp32', [2, 2], Float32Array.of(1, 2, 3, 4))],
};
const runModel = (x: NamedTensor): ExecuteRequest => ({ operation: 'model.run', parameters: [model], inputs: [x] });
/** Of the present instance. */
const identity = (host: InstanceHost) => host.ask((executor) => executor);
const vector = tensor('x', 'fp32', [1, 2], Float32Array.of(5, 6));
/** More than any 32-bit memory has left; never written to, so never real. */
const tooLarge = new Uint8Array(2 ** 32 - 1024);

test('sealed executors are called directly, unless the glue is asked for; others by their glue', async () => {
  expect((await load(cpp)).direct).toBe(true);
  expect((await load(ml)).direct).toBe(true);
  expect((await load(cpp, 'glue')).direct).toBe(false);
  const glueAlone = await InstanceHost.load({
    name: 'hostile',
    pool: 0,
    version: '1.0.0',
    glue: (hostile.builds[0]!.glue as URL).href,
    core: {},
    imports: undefined,
    options: undefined,
    limits: settleLimits({}, true, true),
  });
  expect(glueAlone.direct).toBe(false);
  const echo = { operation: 'echo', parameters: [], inputs: [vector] };
  expect(glueAlone.execute(echo, (answer) => answer).outputs).toEqual([vector]);
});

describe.each(['direct', 'glue'] as const)('calls made %s', (calls) => {
  test('cpp: too large an input costs the instance, and the next call finds another', async () => {
    const host = await load(cpp, calls);
    const good = fft(Float64Array.of(1, 0, 2, 0));
    const { outputs } = host.execute(good);
    expect(new Float64Array(outputs[0]!.tensor.data.buffer)).toEqual(Float64Array.of(3, 0, -1, 0));
    const executor = identity(host);
    expect(() => host.execute({ ...good, inputs: [{ name: 'signal', tensor: { ...good.inputs[0]!.tensor, data: tooLarge } }] })).toThrow(
      TrapError,
    );
    expect(identity(host)).not.toBe(executor);
    expect(host.execute(good)).toEqual({ values: [], outputs });
    const chain = {
      id: 0,
      stages: [],
      inputs: [{ name: 'x', tensor: { ...vector.tensor, data: tooLarge } }],
      outputs: [],
    };
    expect(() => host.chain(chain)).toThrow(TrapError);
    expect(host.chain({ ...chain, inputs: [vector] })).toEqual({ values: [], outputs: [] });
  });

  test('ml: the fresh instance has what was prepared', async () => {
    const host = await load(ml, calls);
    host.prepare(1, [loadModel]);
    const { outputs } = host.execute(runModel(vector));
    expect(() => host.execute(runModel({ name: 'x', tensor: { ...vector.tensor, data: tooLarge } }))).toThrow(TrapError);
    expect(host.execute(runModel(vector)).outputs).toEqual(outputs);
    expect(() => host.chain({ stages: [], inputs: [], outputs: [] })).toThrow(RefusalError);
    host.release(1, [{ operation: 'model.drop', parameters: [model], inputs: [] }]);
    expect(() => host.execute(runModel(vector))).toThrow(RefusalError);
  });

  test('ml: what was prepared is in every instance where each call has its own', async () => {
    const start = await startMessage({ ...ml, limits: { ...ml.limits, reuse: 'fresh' } }, nodePlatform().readBytes);
    const host = await InstanceHost.load(start, { calls });
    host.prepare(1, [loadModel, { ...loadModel, parameters: [{ ...model, value: { tag: 'text', val: 'other' } }] }]);
    const { outputs } = host.execute(runModel(vector));
    expect(host.execute(runModel(vector)).outputs).toEqual(outputs);
    host.release(1, []);
    expect(() => host.execute(runModel(vector))).toThrow(RefusalError);
  });

  test('a refusal keeps the instance, and names the stage of a chain', async () => {
    const host = await load(cpp, calls);
    const executor = identity(host);
    const wrong = { operation: 'größe', parameters: [], inputs: [] };
    expect(() => host.execute(wrong)).toThrow(
      expect.objectContaining({ code: expect.objectContaining({ tag: 'invalid' }), stage: undefined }),
    );
    expect(() => host.chain({ stages: [wrong], inputs: [], outputs: [] })).toThrow(
      expect.objectContaining({ code: expect.objectContaining({ tag: 'invalid' }), stage: 0 }),
    );
    expect(identity(host)).toBe(executor);
  });
});

describe('a guest that misbehaves', () => {
  const echo = { operation: 'x', parameters: [], inputs: [vector] };
  test.each([
    ['gives a result outside its memory', { execute: '(i32.const -4)' }, TrapError],
    [
      'gives a result of a case there is not',
      { execute: `(i32.store8 (i32.const ${resultAt}) (i32.const 7)) (i32.const ${resultAt})` },
      TrapError,
    ],
    ['allocates outside its memory', { realloc: '(i32.const 65536)' }, TrapError],
    ['has no memory', { realloc: '(i32.const 0)' }, OutOfMemoryError],
    ['traps after its answer', { executed: '(unreachable)' }, TrapError],
  ])('and %s is replaced', async (_, parts, error) => {
    const host = await InstanceHost.load(await componentGuest(parts));
    const executor = identity(host);
    expect(() => host.execute(echo)).toThrow(error);
    expect(identity(host)).not.toBe(executor);
  });

  test('only in that its memory grows all the time is served', async () => {
    const host = await InstanceHost.load(await componentGuest({ realloc: growingAllocator }));
    for (let i = 0; i < 20; i++) expect(host.execute(echo)).toEqual({ values: [], outputs: [vector] });
  });
});

/** Copies the one output there. */
const into =
  (lent: Uint8Array) =>
  <A extends { outputs: NamedTensor[] }>({ outputs: [output], ...answer }: A) => {
    lent.set(output!.tensor.data);
    return { ...answer, outputs: [{ ...output!, tensor: { ...output!.tensor, data: lent } }] } as unknown as A;
  };

test('outputs go where the caller says', async () => {
  const host = await load(cpp);
  const lent = new Uint8Array(new SharedArrayBuffer(32));
  const { outputs } = host.execute(fft(Float64Array.of(1, 0, 2, 0)), into(lent));
  expect(outputs[0]!.tensor.data).toBe(lent);
  expect(new Float64Array(lent.buffer)).toEqual(Float64Array.of(3, 0, -1, 0));
  const outputsOfChain = host.chain(
    { stages: [], inputs: [vector], outputs: [{ name: 'y', source: { tag: 'input', val: 'x' } }] },
    into(lent.subarray(0, 8)),
  ).outputs;
  expect(outputsOfChain[0]!.tensor.data.buffer).toBe(lent.buffer);
  expect([...new Float32Array(lent.buffer, 0, 2)]).toEqual([5, 6]);
});
