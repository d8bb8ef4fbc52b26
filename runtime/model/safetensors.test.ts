import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layouts, tensorTypes, viewAs } from '../executor/tensor.ts';
import { denseModelRequests } from './dense-model.ts';
import { encodeSafetensors, parseSafetensors, SafetensorsError } from './safetensors.ts';

const seed = 20_261_124;
const types = tensorTypes.filter((type) => !type.startsWith('complex'));
const tensor = fc.tuple(fc.constantFrom(...types), fc.array(fc.nat(4), { maxLength: 3 })).map(([type, dimensions]) => {
  const size = dimensions.reduce((product, n) => product * n, layouts[type].bytes);
  return {
    type,
    dimensions,
    data: viewAs(
      type,
      Uint8Array.from({ length: size }, (_, i) => i * 7),
    ),
  };
});
const files = fc.tuple(
  fc.dictionary(fc.string({ minLength: 1 }), tensor, { noNullPrototype: true }),
  fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true }),
);

test('parseSafetensors() gives back what encodeSafetensors() wrote, whatever the order', () => {
  fc.assert(
    fc.property(files, ([tensors, metadata]) => {
      const map = new Map(Object.entries(tensors).filter(([name]) => name !== '__metadata__'));
      const bytes = encodeSafetensors(map, metadata);
      expect(encodeSafetensors(new Map([...map].reverse()), metadata)).toEqual(bytes);
      const back = parseSafetensors(bytes);
      expect(new Map([...back.tensors].sort())).toEqual(new Map([...map].sort()));
      expect({ ...back.metadata }).toEqual(metadata);
    }),
    { seed, numRuns: 200 },
  );
});

describe('a damaged file', () => {
  const good = encodeSafetensors(new Map([['w', { type: 'fp32' as const, dimensions: [2, 2], data: Float32Array.of(1, 2, 3, 4) }]]), {
    format: 'x',
  });

  test('gives a SafetensorsError or a sound file, never anything else', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 4 }), fc.nat(good.length), (changes, length) => {
        const bytes = good.slice(0, length);
        for (const [at, value] of changes) if (at < length) bytes[at] = value;
        try {
          for (const { data, dimensions, type } of parseSafetensors(bytes).tensors.values()) {
            expect(data.byteLength).toBe(dimensions.reduce((product, n) => product * n, layouts[type].bytes));
          }
        } catch (error) {
          expect(error).toBeInstanceOf(SafetensorsError);
        }
      }),
      { seed, numRuns: 3000 },
    );
  });

  const file = (header: unknown, data = 0) => {
    const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
    const bytes = new Uint8Array(8 + json.length + data);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
    bytes.set(json, 8);
    return bytes;
  };
  test.each<[string, Uint8Array, string]>([
    ['empty', new Uint8Array(0), 'header'],
    ['with a huge header', Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255), 'header'],
    ['with no JSON', file('{'), 'header'],
    ['with a list', file([]), 'header'],
    ['with a number as metadata', file({ __metadata__: { a: 1 } }), 'header.__metadata__'],
    ['with an unknown dtype', file({ w: { dtype: 'F8', shape: [], data_offsets: [0, 1] } }, 1), 'tensors.w.dtype'],
    ['with a negative size', file({ w: { dtype: 'U8', shape: [-1], data_offsets: [0, 1] } }, 1), 'tensors.w.shape'],
    ['with offsets outside', file({ w: { dtype: 'U8', shape: [2], data_offsets: [0, 2] } }, 1), 'tensors.w.data_offsets'],
    ['with offsets reversed', file({ w: { dtype: 'U8', shape: [1], data_offsets: [1, 0] } }, 1), 'tensors.w.data_offsets'],
    ['with too few bytes', file({ w: { dtype: 'F32', shape: [2], data_offsets: [0, 4] } }, 4), 'tensors.w.data_offsets'],
    ['with a null', file({ w: null }), 'tensors.w.dtype'],
  ])('%s says where', (_, bytes, path) => {
    expect(() => parseSafetensors(bytes)).toThrow(SafetensorsError);
    try {
      parseSafetensors(bytes);
    } catch (error) {
      expect((error as SafetensorsError).path).toBe(path);
    }
  });
});

describe('denseModelRequests()', () => {
  const weight = { type: 'fp32' as const, dimensions: [1, 2], data: Float32Array.of(1, 2) };
  const model = (metadata: Record<string, string>) => parseSafetensors(encodeSafetensors(new Map([['w', weight]]), metadata));

  test('asks for each layer in turn', () => {
    const layers = JSON.stringify([
      { weight: 'w', activation: 'relu' },
      { weight: 'w', bias: 'w' },
    ]);
    expect(denseModelRequests(model({ format: 'polyray-dense', layers }), 'm')).toEqual([
      { operation: 'model.load', parameters: { model: 'm', activation: 'relu' }, inputs: { weight } },
      { operation: 'model.load', parameters: { model: 'm' }, inputs: { weight, bias: weight } },
    ]);
  });

  test.each([
    [{ format: 'gguf' }, 'header.__metadata__.format'],
    [{ format: 'polyray-dense' }, 'header.__metadata__.layers'],
    [{ format: 'polyray-dense', layers: '[]' }, 'header.__metadata__.layers'],
    [{ format: 'polyray-dense', layers: '{"0":{"weight":"w"}}' }, 'header.__metadata__.layers'],
    [{ format: 'polyray-dense', layers: '[{"weight":"w"},null]' }, 'header.__metadata__.layers[1]'],
    [{ format: 'polyray-dense', layers: '[{"weight":"v"}]' }, 'header.__metadata__.layers[0].weight'],
    [{ format: 'polyray-dense', layers: '[{"weight":["w"]}]' }, 'header.__metadata__.layers[0].weight'],
    [{ format: 'polyray-dense', layers: '[{"weight":"w","bias":null}]' }, 'header.__metadata__.layers[0].bias'],
  ])('refuses %j', (metadata, path) => {
    expect(() => denseModelRequests(model(metadata), 'm')).toThrow(SafetensorsError);
    try {
      denseModelRequests(model(metadata), 'm');
    } catch (error) {
      expect((error as SafetensorsError).path).toBe(path);
    }
  });
});
