import { expect, test } from 'vitest';
import { coreGuest } from '../../../test/fixtures/core-guest.ts';
import { type CoreInstance, findGuestCore } from './guest-core.ts';

const execute = 'polyray:compute/executor@0.1.0#execute';
const run = 'polyray:compute/chain@0.1.0#run';
// the smallest module with an import: a function () -> () called "a" "b"
const importing = new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 2, 7, 1, 1, 97, 1, 98, 0, 0));

async function guest(change: (exports: Record<string, WebAssembly.ExportValue>) => void = () => {}): Promise<CoreInstance> {
  const module = new WebAssembly.Module(await coreGuest());
  const exports = { ...new WebAssembly.Instance(module).exports };
  change(exports);
  return { module, exports };
}

test('a core with the exports of the contract is found, whatever helpers stand beside it', async () => {
  const instance = await guest();
  const core = findGuestCore([{ module: importing, exports: {} }, instance], true);
  expect(core).toEqual({
    memory: instance.exports['memory'],
    realloc: instance.exports['cabi_realloc'],
    execute: instance.exports[execute],
    executed: instance.exports[`cabi_post_${execute}`],
    run: instance.exports[run],
    ran: instance.exports[`cabi_post_${run}`],
  });
});

test('post-return may be missing, and chain where the component has none', async () => {
  const instance = await guest((exports) => {
    delete exports[run];
    delete exports[`cabi_post_${execute}`];
  });
  expect(findGuestCore([instance], false)).toMatchObject({ executed: undefined, run: undefined });
});

test.each([
  ['no core at all', async () => findGuestCore([], false)],
  ['two cores', async () => findGuestCore([await guest(), await guest()], false)],
  ['a core with imports', async () => findGuestCore([{ ...(await guest()), module: importing }], false)],
  ['no memory', async () => findGuestCore([await guest((exports) => delete exports['memory'])], false)],
  [
    'shared memory',
    async () => {
      const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
      return findGuestCore([await guest((exports) => Object.assign(exports, { memory }))], false);
    },
  ],
  ['no cabi_realloc', async () => findGuestCore([await guest((exports) => delete exports['cabi_realloc'])], false)],
  ['another execute', async () => findGuestCore([await guest((exports) => Object.assign(exports, { [execute]: () => 0 }))], false)],
  ['a chain from elsewhere', async () => findGuestCore([await guest((exports) => delete exports[run])], true)],
])('%s is left to the glue', async (_, find) => {
  expect(await find()).toBeUndefined();
});
