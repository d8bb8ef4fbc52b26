import { describe, expect, test } from 'vitest';
import { cpp } from '../../../components/cpp/index.js';
import { ml } from '../../../components/ml/index.js';
import { startMessage } from '../../conformance/subject.ts';
import { nodePlatform } from '../../platform/node.ts';
import { loadGlue } from '../../worker/load-glue.ts';
import type { ExecuteRequest, NamedTensor } from '../contract.ts';
import type { ExecutorPackage } from '../executor-package.ts';
import { type Instantiate, instantiateComponent } from './component-instance.ts';

async function instance(source: ExecutorPackage, calls: 'direct' | 'glue') {
  const { glue, core } = await startMessage(source, nodePlatform().readBytes);
  return instantiateComponent(await loadGlue(glue), core, {}, { calls });
}

/** Leaves the guest with what it has. */
function exhaust(memory: WebAssembly.Memory): void {
  for (let pages = 32_768; pages >= 1; pages /= 2) {
    try {
      for (;;) memory.grow(pages);
    } catch {} // that was its maximum, or less than these pages from it
  }
}

const input = (name: string, type: NamedTensor['tensor']['type'], dimensions: number[], bytes: number): NamedTensor => ({
  name,
  tensor: { type, dimensions: Uint32Array.from(dimensions), data: new Uint8Array(bytes) },
});
const spectra = (bytes: number): ExecuteRequest => ({
  operation: 'signal.fft',
  parameters: [{ name: 'kind', value: { tag: 'text', val: 'r2c' } }],
  inputs: [input('signal', 'fp64', [bytes / 8, 1], bytes)],
});
const softmax = (bytes: number): ExecuteRequest => ({
  operation: 'tensor.softmax',
  parameters: [],
  inputs: [input('x', 'fp32', [1, bytes / 4], bytes)],
});

describe.each(['direct', 'glue'] as const)('an instance called %s whose memory cannot grow', (calls) => {
  test.each([
    ['cpp', cpp, spectra],
    ['ml', ml, softmax],
  ])('%s refuses what does not fit, and does what does', async (_, source, request) => {
    const { executor, cores, direct } = await instance(source, calls);
    expect(direct).toBe(calls === 'direct');
    executor.execute(request(1 << 20)); // what this took is there for the input of the next, not for its answer
    exhaust(cores.map(({ exports }) => exports['memory']).find((memory) => memory instanceof WebAssembly.Memory)!);
    for (let i = 0; i < 3; i++) {
      expect(() => executor.execute(request(1.5 * (1 << 20)))).toThrow(expect.objectContaining({ payload: { tag: 'out-of-memory' } }));
      expect(executor.execute(request(1 << 16)).outputs).toHaveLength(1);
    }
  });
});

test('what is no executor of this contract is refused', () => {
  expect(() => instantiateComponent(() => ({}), {}, {})).toThrow('it does not export polyray:compute/executor@0.1.0');
  const needy: Instantiate = (core) => ({ core: core('x.core.wasm') });
  expect(() => instantiateComponent(needy, {}, {})).toThrow('no core module "x.core.wasm"');
});
