import { InvalidFileError } from '../errors.ts';
import type { TensorType } from '../executor/contract.ts';
import type { PlainRequest } from '../executor/operation-codec.ts';
import { layouts, type TensorInput } from '../executor/tensor.ts';
import { lengthOf, makeArray } from './make-array.ts';
import type { Subject } from './subject.ts';

/** What of a subject a file can say. */
export type SubjectFile = Partial<Pick<Subject, 'samples' | 'setup' | 'before' | 'changing' | 'large' | 'failing'>>;

type Named = PlainRequest & { readonly operation: string };

const keys = ['samples', 'setup', 'before', 'changing', 'large', 'failing'];

/**
 * Requests from JSON. A tensor is `{type, dimensions, data}`; `data` is a list of numbers, or one number for all elements.
 *
 * @param file as errors name it
 * @throws {InvalidFileError}
 */
export function readRequests(file: string, text: string): SubjectFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new InvalidFileError(file, (cause as Error).message, { cause });
  }
  const wrong = (message: string) => new InvalidFileError(file, message);
  const object = (value: unknown, place: string): Record<string, unknown> => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(`${place} must be an object`);
    return value as Record<string, unknown>;
  };
  const tensor = (value: unknown, place: string): TensorInput => {
    const { type = 'fp64', dimensions, data } = object(value, place);
    if (!(typeof type === 'string' && Object.hasOwn(layouts, type)))
      throw wrong(`${place}.type must be an element type, is ${String(type)}`);
    if (!(Array.isArray(dimensions) && dimensions.every((size) => Number.isInteger(size) && size >= 0)))
      throw wrong(`${place}.dimensions must be a list of sizes`);
    const sizes = dimensions as number[];
    const count = lengthOf(type as TensorType, sizes);
    if (!(count <= 2 ** 31)) throw wrong(`${place}.dimensions have more elements than fit`);
    if (typeof data !== 'number' && !(Array.isArray(data) && data.length === count && data.every((item) => typeof item === 'number')))
      throw wrong(`${place}.data must be a number, or a list of ${count} numbers`);
    const numberAt = typeof data === 'number' ? () => data : (i: number) => (data as number[])[i]!;
    return { type: type as TensorType, dimensions: sizes, data: makeArray(type as TensorType, sizes, numberAt) };
  };
  const request = (value: unknown, place: string): PlainRequest => {
    const { parameters = {}, inputs = {} } = object(value, place);
    const tensors = Object.entries(object(inputs, `${place}.inputs`));
    return {
      parameters: object(parameters, `${place}.parameters`),
      inputs: Object.fromEntries(tensors.map(([name, one]) => [name, tensor(one, `${place}.inputs.${name}`)])),
    };
  };
  const named = (value: unknown, place: string): Named => {
    const { operation } = object(value, place);
    if (typeof operation !== 'string') throw wrong(`${place}.operation must be a text`);
    return { operation, ...request(value, place) };
  };
  const each = <T>(value: unknown, place: string, one: (value: unknown, place: string) => T): Record<string, T> =>
    Object.fromEntries(Object.entries(object(value, place)).map(([name, item]) => [name, one(item, `${place}.${name}`)]));
  const list = <T>(value: unknown, place: string, one: (value: unknown, place: string) => T): T[] => {
    if (!Array.isArray(value)) throw wrong(`${place} must be a list`);
    return value.map((item, i) => one(item, `${place}[${i}]`));
  };
  const name = (value: unknown, place: string): string => {
    if (typeof value !== 'string') throw wrong(`${place} must be a text`);
    return value;
  };
  const given = object(json, 'the file');
  const odd = Object.keys(given).find((key) => !keys.includes(key));
  if (odd !== undefined) throw wrong(`"${odd}" is unknown; there are ${keys.join(', ')}`);
  const { samples, setup, before, changing, large, failing } = given;
  return {
    ...(samples === undefined ? {} : { samples: each(samples, 'samples', request) }),
    ...(setup === undefined ? {} : { setup: list(setup, 'setup', named) }),
    ...(before === undefined ? {} : { before: each(before, 'before', named) }),
    ...(changing === undefined ? {} : { changing: list(changing, 'changing', name) }),
    ...(large === undefined ? {} : { large: named(large, 'large') }),
    ...(failing === undefined ? {} : { failing: named(failing, 'failing') }),
  };
}
