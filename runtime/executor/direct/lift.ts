import type { ErrorCode, NamedTensor, NamedValue, Value } from '../contract.ts';
import { tensorTypes } from '../tensor.ts';
import type { GuestMemory } from './guest-memory.ts';
import {
  errorTags,
  listAlignment,
  listBytes,
  namedTensorAlignment,
  namedTensorBytes,
  namedValueAlignment,
  namedValueBytes,
  valueKinds,
} from './layout.ts';

/**
 * Takes an answer whose tensors still lie in the component's memory, and gives it back with what is to be kept of them
 * copied: they are gone afterwards.
 */
export type Take<A> = (answer: A) => A;

// the canonical ABI traps where a string is not UTF-8, and a byte order mark is a character like any other
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** Up to this length a loop beats the decoder. */
const shortText = 24;

/** Which of an enum's or a variant's cases the tag at an address is. */
export function caseOf<T>(cases: readonly T[], memory: GuestMemory, at: number): T {
  const tag = memory.view.getUint8(at);
  const found = cases[tag];
  if (found === undefined) throw new RangeError(`The executor's answer holds case ${tag} of ${cases.length}`);
  return found;
}

/** The string that `at` refers to. */
export function liftText(memory: GuestMemory, at: number): string {
  const from = memory.view.getUint32(at, true);
  const length = memory.view.getUint32(at + 4, true);
  memory.check(from, length, 1, 1);
  const { bytes } = memory;
  let text = '';
  if (length <= shortText) {
    let i = 0;
    for (; i < length && bytes[from + i]! < 128; i++) text += String.fromCharCode(bytes[from + i]!);
    if (i === length) return text;
  }
  return decoder.decode(bytes.subarray(from, from + length));
}

/** Every element of the list that `at` refers to. */
export function liftList<T>(
  memory: GuestMemory,
  at: number,
  size: number,
  alignment: number,
  lift: (memory: GuestMemory, at: number) => T,
): T[] {
  const from = memory.view.getUint32(at, true);
  const length = memory.view.getUint32(at + 4, true);
  memory.check(from, length, size, alignment);
  const list: T[] = [];
  for (let i = 0; i < length; i++) list.push(lift(memory, from + i * size));
  return list;
}

function liftNumbers(memory: GuestMemory, at: number): Float64Array {
  const from = memory.view.getUint32(at, true);
  const length = memory.view.getUint32(at + 4, true);
  memory.check(from, length, 8, 8);
  return new Float64Array(memory.bytes.slice(from, from + length * 8).buffer);
}

/** The `value` at an address. */
export function liftValue(memory: GuestMemory, at: number): Value {
  const tag = caseOf(valueKinds, memory, at);
  const payload = at + 8;
  switch (tag) {
    case 'boolean':
      return { tag, val: memory.view.getUint8(payload) !== 0 };
    case 'integer':
      return { tag, val: memory.view.getBigInt64(payload, true) };
    case 'number':
      return { tag, val: memory.view.getFloat64(payload, true) };
    case 'text':
    case 'json':
      return { tag, val: liftText(memory, payload) };
    case 'numbers':
      return { tag, val: liftNumbers(memory, payload) };
    case 'texts':
      return { tag, val: liftList(memory, payload, listBytes, listAlignment, liftText) };
  }
}

function liftNamedValue(memory: GuestMemory, at: number): NamedValue {
  return { name: liftText(memory, at), value: liftValue(memory, at + 8) };
}

/** The `list<named-value>` that `at` refers to. */
export function liftValues(memory: GuestMemory, at: number): NamedValue[] {
  return liftList(memory, at, namedValueBytes, namedValueAlignment, liftNamedValue);
}

function liftDimensions(memory: GuestMemory, at: number): Uint32Array {
  const from = memory.view.getUint32(at, true);
  const rank = memory.view.getUint32(at + 4, true);
  memory.check(from, rank, 4, 4);
  const dimensions = new Uint32Array(rank);
  for (let axis = 0; axis < rank; axis++) dimensions[axis] = memory.view.getUint32(from + axis * 4, true);
  return dimensions;
}

function liftData(memory: GuestMemory, at: number, borrow: boolean): Uint8Array {
  const from = memory.view.getUint32(at, true);
  const length = memory.view.getUint32(at + 4, true);
  memory.check(from, length, 1, 1);
  return borrow ? memory.bytes.subarray(from, from + length) : memory.bytes.slice(from, from + length);
}

/** The `list<named-tensor>` that `at` refers to; `borrow`: data stays the guest's. */
export function liftTensors(memory: GuestMemory, at: number, borrow: boolean): NamedTensor[] {
  return liftList(memory, at, namedTensorBytes, namedTensorAlignment, (_, item) => {
    const name = liftText(memory, item);
    const dimensions = liftDimensions(memory, item + 8);
    const type = caseOf(tensorTypes, memory, item + 16);
    return { name, tensor: { dimensions, type, data: liftData(memory, item + 20, borrow) } };
  });
}

/** The `error-code` at an address. */
export function liftError(memory: GuestMemory, at: number): ErrorCode {
  const tag = caseOf(errorTags, memory, at);
  switch (tag) {
    case 'invalid':
    case 'unsupported':
      return { tag, val: { path: liftText(memory, at + 4), message: liftText(memory, at + 12) } };
    case 'out-of-memory':
      return { tag };
    case 'failed':
    case 'internal':
      return { tag, val: liftText(memory, at + 4) };
  }
}
