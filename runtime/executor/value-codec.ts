import { ExecutorFaultError, InvalidRequestError } from '../errors.ts';
import type { ParameterSpec, Value } from './contract.ts';

/** What a parameter may be given as, and what a value comes back as. */
export type PlainValue = unknown;

/** "null", "an array", "a string": for messages. */
export function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return `an object of class ${value.constructor?.name ?? 'null'}`;
  return value === undefined ? 'undefined' : `a ${typeof value}`;
}

function quote(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : `${value}`;
}

function checkBounds(spec: ParameterSpec, path: string, value: number | bigint): void {
  const { minimum, maximum } = spec;
  if (minimum !== undefined && !(value >= minimum)) throw new InvalidRequestError(path, `must be at least ${minimum}, is ${value}`);
  if (maximum !== undefined && !(value <= maximum)) throw new InvalidRequestError(path, `must be at most ${maximum}, is ${value}`);
}

function checkText(spec: ParameterSpec, path: string, value: unknown): string {
  if (typeof value !== 'string') throw new InvalidRequestError(path, `must be a string, is ${describe(value)}`);
  if (!value.isWellFormed()) throw new InvalidRequestError(path, 'holds a lone surrogate, which has no UTF-8 form');
  if (spec.choices.length > 0 && !spec.choices.includes(value)) {
    throw new InvalidRequestError(path, `must be one of ${spec.choices.map(quote).join(', ')}; is ${quote(value)}`);
  }
  return value;
}

function toInteger(spec: ParameterSpec, path: string, value: unknown): bigint {
  if (typeof value !== 'bigint' && !Number.isSafeInteger(value)) {
    throw new InvalidRequestError(path, `must be an integer, is ${typeof value === 'number' ? value : describe(value)}`);
  }
  const whole = BigInt(value as number | bigint);
  if (BigInt.asIntN(64, whole) !== whole) throw new InvalidRequestError(path, `must fit 64 bits, is ${whole}`);
  checkBounds(spec, path, whole);
  return whole;
}

function toNumbers(spec: ParameterSpec, path: string, value: unknown): Float64Array {
  const list =
    Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView)) ? (value as ArrayLike<unknown>) : undefined;
  if (list === undefined) throw new InvalidRequestError(path, `must be a list of numbers, is ${describe(value)}`);
  const numbers = new Float64Array(list.length);
  for (let i = 0; i < numbers.length; i++) {
    const item = list[i];
    if (typeof item !== 'number') throw new InvalidRequestError(`${path}[${i}]`, `must be a number, is ${describe(item)}`);
    checkBounds(spec, `${path}[${i}]`, item);
    numbers[i] = item;
  }
  return numbers;
}

function toJson(path: string, value: unknown): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch (cause) {
    throw new InvalidRequestError(path, `has no JSON form: ${(cause as Error).message}`, 'host', { cause });
  }
  if (json === undefined) throw new InvalidRequestError(path, `has no JSON form, is ${describe(value)}`);
  return json;
}

/** A parameter as the contract carries it, after every check its declaration asks for. */
export function encodeValue(spec: ParameterSpec, path: string, value: PlainValue): Value {
  switch (spec.kind) {
    case 'boolean':
      if (typeof value !== 'boolean') throw new InvalidRequestError(path, `must be a boolean, is ${describe(value)}`);
      return { tag: 'boolean', val: value };
    case 'integer':
      return { tag: 'integer', val: toInteger(spec, path, value) };
    case 'number':
      if (typeof value !== 'number') throw new InvalidRequestError(path, `must be a number, is ${describe(value)}`);
      checkBounds(spec, path, value);
      return { tag: 'number', val: value };
    case 'text':
      return { tag: 'text', val: checkText(spec, path, value) };
    case 'numbers':
      return { tag: 'numbers', val: toNumbers(spec, path, value) };
    case 'texts':
      if (!Array.isArray(value)) throw new InvalidRequestError(path, `must be a list of strings, is ${describe(value)}`);
      return { tag: 'texts', val: value.map((item, i) => checkText(spec, `${path}[${i}]`, item)) };
    case 'json':
      return { tag: 'json', val: toJson(path, value) };
  }
}

/**
 * A value as a caller reads it: integers as numbers where they are exact, JSON parsed.
 *
 * @param place as errors name it: `value "table" of operation "x.y"`
 * @throws {ExecutorFaultError} where its JSON is none
 */
export function decodeValue(value: Value, place: string): PlainValue {
  switch (value.tag) {
    case 'integer':
      return Number.isSafeInteger(Number(value.val)) ? Number(value.val) : value.val;
    case 'json':
      try {
        return JSON.parse(value.val);
      } catch (cause) {
        throw new ExecutorFaultError(`The executor's ${place} is no JSON: ${(cause as Error).message}`, false, { cause });
      }
    default:
      return value.val;
  }
}

/** What a parameter is where it is not given; undefined where it has no default. @throws {ExecutorFaultError} */
export function defaultOf({ name, presence }: Pick<ParameterSpec, 'name' | 'presence'>): PlainValue | undefined {
  return presence.tag === 'default' ? decodeValue(presence.val, `default of parameter "${name}"`) : undefined;
}
