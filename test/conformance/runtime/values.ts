/** Values of every kind that can be stored, by what they are. */
export const kindsOfValues: Readonly<Record<string, () => unknown>> = {
  null: () => null,
  undefined: () => undefined,
  booleans: () => [true, false],
  numbers: () => [0, -0, 1, -1, 0.1, 2 ** 31, 2 ** 53 - 1, -(2 ** 53), Number.MAX_VALUE, Number.MIN_VALUE, Infinity, -Infinity, Number.NaN],
  bigints: () => [0n, -1n, 2n ** 63n, -(2n ** 64n), 10n ** 100n],
  strings: () => ['', 'größe', '日本', '😀', '\u0000', '\ud800', 'x'.repeat(100_000)],
  'nested arrays and objects': () => ({ rows: [{ id: 1, tags: ['a', []] }, {}], 'a key': { deep: [[[null]]] }, __proto: 1 }),
  'arrays with holes': () => Object.assign(new Array<unknown>(4), { 0: 1, 2: [3] }),
  'objects without a prototype': () => Object.assign(Object.create(null), { a: 1 }),
  dates: () => [new Date(0), new Date('2024-02-29T12:34:56.789Z'), new Date(Number.NaN)],
  'regular expressions': () => [/a+b/giu, /\//],
  maps: () =>
    new Map<unknown, unknown>([
      ['a', 1],
      [2, new Map([[{ key: true }, new Set([1])]])],
    ]),
  sets: () => new Set<unknown>([1, 'a', [2], new Set([3])]),
  'errors with their stack and cause': () => new RangeError('no', { cause: new TypeError('why', { cause: { code: 7 } }) }),
  'errors with properties of their own': () => Object.assign(new Error('no'), { code: 'E_NO', path: ['a', 1] }),
  'aggregate errors': () => new AggregateError([new Error('a'), new Error('b')], 'both'),
  'typed arrays of every kind': () => [
    Int8Array.of(-1, 2),
    Uint8Array.of(1, 255),
    Uint8ClampedArray.of(1, 255),
    Int16Array.of(-1, 2),
    Uint16Array.of(1, 65535),
    Int32Array.of(-1, 2),
    Uint32Array.of(1, 2 ** 32 - 1),
    Float32Array.of(0.5, Number.NaN),
    Float64Array.of(0.1, -0),
    BigInt64Array.of(-1n),
    BigUint64Array.of(2n ** 64n - 1n),
    new Float64Array(0),
    Float64Array.from({ length: 5000 }, (_, i) => i),
  ],
  'views of a part of a buffer': () => new Uint16Array(Uint8Array.from({ length: 4096 }, (_, i) => i).buffer, 2, 1000),
  'a DataView': () => new DataView(Uint8Array.of(1, 2, 3, 4).buffer, 1, 2),
  'an ArrayBuffer': () => Float64Array.from({ length: 1000 }, (_, i) => 1 / i).buffer,
  cycles: () => {
    const node: Record<string, unknown> = { name: 'a' };
    node['self'] = node;
    node['list'] = [node, new Map([['node', node]])];
    return node;
  },
};
