// What a call costs beside its work: direct calls against jco's glue, and large tensors against two plain copies.
import { cpp } from '../components/cpp/index.js';
import type { ExecuteRequest, ExecuteResponse } from '../runtime/executor/contract.ts';
import { componentGuest } from '../test/fixtures/core-guest.ts';
import { type Contestant, interleave, printRows, target } from './interleave.ts';
import { rawExecutor, startRaw } from './raw-executor.ts';

const repeat = (name: string, run: () => unknown): Contestant => ({
  name,
  run: (times) => {
    for (let i = 0; i < times; i++) run();
  },
});
function check(what: string, got: Uint8Array, wanted: Uint8Array): void {
  if (Buffer.compare(got, wanted) !== 0) throw new Error(`${what} gave another answer`);
}
const numbers = (bytes: number) => Uint8Array.from({ length: bytes }, (_, i) => (i * 7919) % 251);
const ask = (data: Uint8Array, more: Partial<ExecuteRequest> = {}): ExecuteRequest => ({
  operation: 'signal.fft',
  parameters: [],
  inputs: [{ name: 'signal', tensor: { type: 'complex128', dimensions: Uint32Array.of(data.length / 16), data } }],
  ...more,
});
const shared = (bytes: number) => new Uint8Array(new SharedArrayBuffer(bytes));

// a component that answers with what it was given, and does nothing else
const guest = await componentGuest();
const echo = { direct: await startRaw(guest), glue: await startRaw(guest, 'glue') };
const fft = { direct: await rawExecutor(cpp), glue: await rawExecutor(cpp, 'glue') };
if (!echo.direct.direct || !fft.direct.direct) throw new Error('The component is not called directly');

const impulse = new Uint8Array(Float64Array.of(1, 0, 0, 0).buffer);
const flat = new Uint8Array(Float64Array.of(1, 0, 1, 0).buffer);
const five: ExecuteRequest['parameters'] = [
  { name: 'kind', value: { tag: 'text', val: 'c2c' } },
  { name: 'normalize', value: { tag: 'boolean', val: true } },
  { name: 'length', value: { tag: 'integer', val: 2n } },
  { name: 'bands', value: { tag: 'numbers', val: Float64Array.of(1, 2, 3, 4) } },
  { name: 'labels', value: { tag: 'texts', val: ['low', 'high'] } },
];
for (const [title, { direct, glue }, request, wanted] of [
  ['a 2-point transform by C++', fft, ask(impulse), flat],
  ['64 bytes echoed', echo, ask(numbers(64)), numbers(64)],
  ['64 bytes and five parameters echoed', echo, ask(numbers(64), { parameters: five }), numbers(64)],
] as const) {
  for (const { executor } of [direct, glue]) check(title, executor.execute(request).outputs[0]!.tensor.data, wanted);
  const rows = await interleave([
    repeat("jco's glue", () => glue.executor.execute(request)),
    repeat('direct', () => direct.executor.execute(request)),
  ]);
  printRows(title, rows, "jco's glue");
  target(`${title}, direct, us`, rows[1]!.medianUs, 10, 'at most');
}

/** Copies the one output there, as the store does. */
const into = (target: Uint8Array) => (answer: ExecuteResponse) => {
  target.set(answer.outputs[0]!.tensor.data);
  return answer;
};
const bytes = 1 << 20;
const data = numbers(bytes);
const stored = shared(bytes);
stored.set(data);
const lent = new Uint8Array(bytes);
const slab = shared(bytes);
const memory = echo.direct.cores[0]!.exports['memory'] as WebAssembly.Memory;
const { executor } = echo.direct;
check('direct', executor.execute(ask(data)).outputs[0]!.tensor.data, data);
check('glue', echo.glue.executor.execute(ask(data)).outputs[0]!.tensor.data, data);
executor.execute(ask(data), into(lent));
executor.execute(ask(stored), into(slab));
check('direct, lent', lent, data);
check('direct, store to store', slab, data);
const there = new Uint8Array(memory.buffer, memory.buffer.byteLength - bytes);
const rows = await interleave([
  repeat('two plain copies', () => {
    there.set(data);
    lent.set(there);
  }),
  repeat('direct, lent array', () => executor.execute(ask(data), into(lent))),
  repeat('two plain copies, shared', () => {
    there.set(stored);
    slab.set(there);
  }),
  repeat('direct, store to store', () => executor.execute(ask(stored), into(slab))),
  repeat('direct, fresh arrays', () => executor.execute(ask(data))),
  repeat("jco's glue", () => echo.glue.executor.execute(ask(data))),
  repeat("jco's glue, then the store", () => slab.set(echo.glue.executor.execute(ask(stored)).outputs[0]!.tensor.data)),
]);
printRows('1 MiB echoed', rows, 'two plain copies');
target('1 MiB into a lent array, against two plain copies', rows[1]!.medianUs / rows[0]!.medianUs, 1.3, 'at most');
target('1 MiB store to store, against two plain copies', rows[3]!.medianUs / rows[2]!.medianUs, 1.3, 'at most');
