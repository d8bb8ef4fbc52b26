import { inspect, isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  componentGuest,
  coreGuest,
  type GuestParts,
  growingAllocator,
  highAllocator,
  resultAt,
} from '../../../test/fixtures/core-guest.ts';
import { loadGlue } from '../../worker/load-glue.ts';
import type { ChainBinding, ExecuteRequest, NamedTensor, NamedValue, Value } from '../contract.ts';
import { tensorTypes } from '../tensor.ts';
import { instantiateComponent } from './component-instance.ts';
import { DirectCalls } from './direct-calls.ts';
import { findGuestCore } from './guest-core.ts';

const seed = 20_261_125;

async function start(parts?: GuestParts) {
  const module = new WebAssembly.Module(await coreGuest(parts));
  const { exports } = new WebAssembly.Instance(module);
  return { calls: new DirectCalls(findGuestCore([{ module, exports }], true)!), memory: exports['memory'] as WebAssembly.Memory };
}

const text = fc.string({ unit: 'binary', maxLength: 80 });
const value: fc.Arbitrary<Value> = fc.oneof(
  fc.record({ tag: fc.constant('boolean' as const), val: fc.boolean() }),
  fc.record({ tag: fc.constant('integer' as const), val: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) }),
  fc.record({ tag: fc.constant('number' as const), val: fc.double() }),
  fc.record({ tag: fc.constantFrom('text' as const, 'json' as const), val: text }),
  fc.record({ tag: fc.constant('numbers' as const), val: fc.float64Array() }),
  fc.record({ tag: fc.constant('texts' as const), val: fc.array(text) }),
);
const values: fc.Arbitrary<NamedValue[]> = fc.array(fc.record({ name: text, value }));
const tensors: fc.Arbitrary<NamedTensor[]> = fc.array(
  fc.record({
    name: text,
    tensor: fc.record({
      dimensions: fc.uint32Array({ maxLength: 5 }),
      type: fc.constantFrom(...tensorTypes),
      // far more than a page now and then
      data: fc.oneof(
        fc.uint8Array(),
        fc.integer({ min: 0, max: 200_000 }).map((size) => new Uint8Array(size).fill(size)),
      ),
    }),
  }),
);
const request: fc.Arbitrary<ExecuteRequest> = fc.record({ operation: text, parameters: values, inputs: tensors });
const source: fc.Arbitrary<ChainBinding['source']> = fc.oneof(
  fc.record({ tag: fc.constant('input' as const), val: text }),
  fc.record({ tag: fc.constant('stage' as const), val: fc.record({ stage: fc.nat(), port: text }) }),
);
const bindings = fc.array(fc.record({ name: text, source }));
const stages = fc.array(fc.record({ operation: text, parameters: values, inputs: bindings }));

/** Prints what differs only by fast-check's counterexample: comparing is most of the time here. */
const same = (answer: unknown, wanted: unknown): boolean => isDeepStrictEqual(answer, structuredClone(wanted));

describe('what a guest echoes comes back as it went in', () => {
  test.each([
    ['execute', {}],
    ['execute, in memory that grows with every allocation', { realloc: growingAllocator, highAllocator, resultAt }],
  ])('%s', async (_, parts) => {
    const { calls } = await start(parts);
    const echoes = fc.property(request, (sent) => same(calls.execute(sent), { values: sent.parameters, outputs: sent.inputs }));
    fc.assert(echoes, { seed, numRuns: 100 });
  });

  test.each([0, 1, 23, 24, 25, 31, 32, 33, 100])(
    'a text of %i letters, with and without a byte order mark or a last letter beyond ASCII',
    async (length) => {
      const { calls } = await start();
      for (const [before, after] of [
        ['', ''],
        ['\ufeff', ''],
        ['', 'ß'],
        ['', '😀'],
      ] as const) {
        const sent = before + 'a'.repeat(length) + after;
        const parameters: NamedValue[] = [{ name: sent, value: { tag: 'text', val: sent } }];
        expect(calls.execute({ operation: sent, parameters, inputs: [] }).values).toEqual(parameters);
      }
    },
  );

  test('chain.run', async () => {
    const { calls } = await start();
    const echoes = fc.property(stages, tensors, bindings, (list, inputs, outputs) =>
      same(calls.run(list, inputs, outputs), { values: list.map(({ parameters }) => parameters), outputs: inputs }),
    );
    fc.assert(echoes, { seed, numRuns: 100 });
  });

  test("and jco's glue gives the same", async () => {
    const { glue, core } = await componentGuest();
    const instantiate = await loadGlue(glue);
    const direct = instantiateComponent(instantiate, core, {});
    const reference = instantiateComponent(instantiate, core, {}, { calls: 'glue' });
    expect([direct.direct, reference.direct]).toEqual([true, false]);
    // the glue drops a byte order mark, which the canonical ABI does not
    const unmarked = (sent: unknown) => !inspect(sent, { depth: null, maxArrayLength: 0 }).includes('\ufeff');
    const executes = fc.property(request.filter(unmarked), (sent) => same(direct.executor.execute(sent), reference.executor.execute(sent)));
    fc.assert(executes, { seed, numRuns: 50 });
    const runs = fc.property(fc.tuple(stages, tensors, bindings).filter(unmarked), ([list, inputs, outputs]) =>
      same(direct.chain!.run(list, inputs, outputs), reference.chain!.run(list, inputs, outputs)),
    );
    fc.assert(runs, { seed, numRuns: 50 });
  });
});

const tensor = (data: Uint8Array, name = 'x'): NamedTensor => ({
  name,
  tensor: { type: 'u8', dimensions: Uint32Array.of(data.length), data },
});
const asking = (...inputs: NamedTensor[]): ExecuteRequest => ({ operation: 'echo', parameters: [], inputs });

describe('take', () => {
  test('sees the outputs where they lie, and copies what it keeps', async () => {
    const { calls } = await start();
    const shared = new Uint8Array(new SharedArrayBuffer(8));
    let used = 0;
    const take = <A extends { outputs: NamedTensor[] }>(answer: A): A => ({
      ...answer,
      outputs: answer.outputs.map(({ name, tensor: borrowed }) => {
        expect(borrowed.data.buffer).not.toBe(shared.buffer);
        shared.set(borrowed.data, used);
        used += borrowed.data.length;
        return { name, tensor: { ...borrowed, data: shared.subarray(used - borrowed.data.length, used) } };
      }),
    });
    const inputs = [
      tensor(new Uint8Array(new SharedArrayBuffer(3)).fill(1), 'a'),
      tensor(new Uint8Array(0), 'b'),
      tensor(Uint8Array.of(2, 3), 'c'),
    ];
    const { outputs } = calls.execute(asking(...inputs), take);
    calls.run([], [tensor(Uint8Array.of(9))], [], take);
    expect([...shared]).toEqual([1, 1, 1, 2, 3, 9, 0, 0]);
    expect(outputs.map(({ name, tensor: { data } }) => [name, ...data])).toEqual([['a', 1, 1, 1], ['b'], ['c', 2, 3]]);
  });

  test('that throws costs the instance', async () => {
    const { calls } = await start();
    const take = () => {
      throw new RangeError('there is room for none');
    };
    expect(() => calls.execute(asking(tensor(new Uint8Array(8))), take)).toThrow('there is room for none');
    expect(() => calls.execute(asking())).toThrow('an earlier call broke its instance');
  });
});

describe('an instance', () => {
  const answers = (error: string) => ({ execute: `${error} (i32.const ${resultAt})` });
  const refuses = answers(`
    (i32.store8 (i32.const ${resultAt}) (i32.const 1))
    (i32.store8 offset=4 (i32.const ${resultAt}) (i32.const 3))
    (i32.store offset=8 (i32.const ${resultAt}) (local.get $name))
    (i32.store offset=12 (i32.const ${resultAt}) (local.get $nameSize))`);

  test('that refuses goes on, and each call is ended once, with its result', async () => {
    const executed = `
      (if (i32.ne (local.get $result) (i32.const ${resultAt})) (then (unreachable)))
      (i32.store (i32.const 2048) (i32.add (i32.load (i32.const 2048)) (i32.const 1)))`;
    const { calls, memory } = await start({ ...refuses, executed });
    const ended = () => new Uint32Array(memory.buffer)[512];
    for (let i = 1; i <= 3; i++) {
      expect(() => calls.execute({ operation: 'größe', parameters: [], inputs: [] })).toThrow(
        expect.objectContaining({ payload: { tag: 'failed', val: 'größe' } }),
      );
      expect(ended()).toBe(i);
    }
    calls.run([], [], []);
    expect(ended()).toBe(4);
  });

  test.each([
    ['traps', { execute: '(unreachable)' }],
    ['recurses for ever', { realloc: '(call $realloc (local.get $old) (local.get $oldSize) (local.get $alignment) (local.get $size))' }],
    ['traps in its allocator', { realloc: '(unreachable)' }],
    ['traps after its answer', { executed: '(unreachable)' }],
    ['traps after a refusal', { ...refuses, executed: '(unreachable)' }],
  ])('that %s takes no further call', async (_, parts) => {
    const { calls } = await start(parts);
    let trap: unknown;
    try {
      calls.execute(asking());
    } catch (error) {
      trap = error;
    }
    expect(trap).toBeInstanceOf(Error);
    expect(trap).not.toHaveProperty('payload');
    const later = expect.objectContaining({ message: 'Cannot call the executor: an earlier call broke its instance', cause: trap });
    expect(() => calls.execute(asking())).toThrow(later);
    expect(() => calls.run([], [], [])).toThrow(later);
  });
});

test('a core without chains runs none', async () => {
  const module = new WebAssembly.Module(await coreGuest());
  const { exports } = new WebAssembly.Instance(module);
  const calls = new DirectCalls(findGuestCore([{ module, exports }], false)!);
  expect(() => calls.run([], [], [])).toThrow('Cannot run a chain: the executor exports none');
  expect(calls.execute(asking())).toEqual({ values: [], outputs: [] });
});
