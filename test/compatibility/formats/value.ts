import { ValueCodec } from '../../../runtime/codec/value-codec.ts';
import { base64, type Format, fromBase64, plain } from '../format.ts';

const codec = new ValueCodec({ idOf: () => undefined, fromId: (id) => ({ reference: id }) });
const cyclic: Record<string, unknown> = { name: 'ring' };
cyclic['self'] = cyclic;
const values: Readonly<Record<string, unknown>> = {
  json: { a: [1, 2.5, 'ß', true, null], b: { c: '' } },
  numbers: [0, -0, 2 ** 53, Number.NaN, Number.NEGATIVE_INFINITY, 2n ** 100n, -1n, undefined],
  containers: [new Map<unknown, unknown>([[1, new Set(['a'])]]), new Date(1e12), /a+/giu],
  error: new RangeError('too much', { cause: new TypeError('odd') }),
  'small arrays': [Uint8Array.of(1, 2), Float64Array.of(0.1), new Uint8Array([9]).buffer, BigInt64Array.of(-5n)],
  'a large array': { x: new Float32Array(5000).map((_, i) => i), y: new Int16Array(3000).fill(-7) },
  cycle: cyclic,
};
for (const error of [values['error'] as Error, (values['error'] as Error).cause as Error]) delete error.stack;

/** Objects as the store and its files on disk hold them. */
export const samples: Format['samples'] = () =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, base64(codec.encode(value).toBytes())]));

export const read = (written: string): unknown => plain(codec.decode(fromBase64(written)));
