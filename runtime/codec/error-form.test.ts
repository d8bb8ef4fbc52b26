import { describe, expect, test } from 'vitest';
import { ValueCodec } from './value-codec.ts';

const codec = new ValueCodec({ idOf: () => undefined, fromId: () => ({}) });
const roundTrip = (value: unknown) => codec.decode(codec.encode(value).toBytes());

describe('errors', () => {
  const fails = (make: () => unknown): Error => {
    try {
      make();
    } catch (error) {
      return error as Error;
    }
    throw new Error('It did not throw');
  };

  test.each([
    ['Error', () => new Error('m')],
    ['TypeError', () => fails(() => (null as unknown as () => void)())],
    ['SyntaxError', () => fails(() => JSON.parse('{'))],
    ['RangeError', () => fails(() => new Array(-1))],
    ['ReferenceError', () => new ReferenceError('m')],
    ['EvalError', () => new EvalError('m')],
    ['URIError', () => fails(() => decodeURIComponent('%'))],
  ])('%s keeps its class, message and stack, and looks the same', (name, make) => {
    const error = make();
    const back = roundTrip(error) as Error;
    expect(back.constructor.name).toBe(name);
    expect(back).toBeInstanceOf(error.constructor);
    expect(back.stack).toBe(error.stack);
    expect(String(back)).toBe(String(error));
    expect(Object.keys(back)).toEqual([]);
  });

  test('an own class is the built-in one it derives from, with its name and fields', () => {
    class QuotaError extends RangeError {
      limit = 5;
      detail: unknown = { used: [1, 2] };
    }
    const back = roundTrip(new QuotaError('too much')) as QuotaError;
    expect(back).toBeInstanceOf(RangeError);
    expect(back.name).toBe('QuotaError');
    expect({ ...back }).toEqual({ limit: 5, detail: { used: [1, 2] } });
  });

  test('a name that was set counts more than that of the class', () => {
    class Derived extends Error {
      override name = 'Chosen';
    }
    const back = roundTrip(new Derived('m')) as Error;
    expect(back.name).toBe('Chosen');
    expect(String(back)).toBe('Chosen: m');
  });

  test('causes and aggregated errors stay hidden properties', () => {
    const error = new AggregateError([new TypeError('a'), 'b'], 'all', { cause: new Error('why', { cause: 0 }) });
    const back = roundTrip(error) as AggregateError;
    expect(back).toBeInstanceOf(AggregateError);
    expect(back.errors[0]).toBeInstanceOf(TypeError);
    expect(back.errors[1]).toBe('b');
    expect((back.cause as Error).cause).toBe(0);
    expect(Object.keys(back)).toEqual([]);
    expect('cause' in (roundTrip(new Error('m')) as Error)).toBe(false);
    expect(Object.hasOwn(roundTrip(new Error('m', { cause: undefined })) as Error, 'cause')).toBe(true);
  });

  test('an error that causes itself', () => {
    const error = new Error('m');
    error.cause = { error };
    const back = roundTrip(error) as Error & { cause: { error: Error } };
    expect(back.cause.error).toBe(back);
  });

  test("an abort's reason keeps its name", () => {
    const back = roundTrip(AbortSignal.abort().reason) as Error;
    expect([back.name, back.message, back instanceof Error]).toEqual(['AbortError', 'This operation was aborted', true]);
  });

  test('a stack that is none is left out', () => {
    const error = new Error('m');
    delete error.stack;
    expect((roundTrip(error) as Error).stack).toBeUndefined();
  });
});
