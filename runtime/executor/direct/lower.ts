import type { NamedTensor, NamedValue, TensorType, Value, ValueKind } from '../contract.ts';
import { tensorTypes } from '../tensor.ts';
import type { GuestMemory } from './guest-memory.ts';
import {
  listAlignment,
  listBytes,
  namedTensorAlignment,
  namedTensorBytes,
  namedValueAlignment,
  namedValueBytes,
  valueKinds,
} from './layout.ts';

const encoder = new TextEncoder();
const typeTags = new Map<TensorType, number>(tensorTypes.map((type, i) => [type, i]));
const kindTags = new Map<ValueKind, number>(valueKinds.map((kind, i) => [kind, i]));
/** Up to this length a loop beats the encoder. */
const shortText = 32;

function isShortAscii(text: string): boolean {
  if (text.length > shortText) return false;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

/** Where bytes lie in the guest. */
interface Placed {
  readonly at: number;
  readonly length: number;
}

/** Writes a string's bytes to memory of their own. */
export function putText(memory: GuestMemory, text: string): Placed {
  if (!isShortAscii(text)) {
    const encoded = encoder.encode(text);
    return { at: memory.put(encoded, 1), length: encoded.length };
  }
  const { length } = text;
  const at = memory.take(1, length);
  const { bytes } = memory;
  for (let i = 0; i < length; i++) bytes[at + i] = text.charCodeAt(i);
  return { at, length };
}

/** Writes a string's bytes to memory of their own, and where they are to `to`. */
export function lowerText(memory: GuestMemory, to: number, text: string): void {
  const { at, length } = putText(memory, text);
  memory.setList(to, at, length);
}

function lowerTexts(memory: GuestMemory, to: number, texts: readonly string[]): void {
  const list = memory.take(listAlignment, texts.length * listBytes);
  for (let i = 0; i < texts.length; i++) lowerText(memory, list + i * listBytes, texts[i]!);
  memory.setList(to, list, texts.length);
}

function lowerValue(memory: GuestMemory, to: number, value: Value): void {
  const tag = kindTags.get(value.tag);
  if (tag === undefined) throw new TypeError(`Cannot pass a value of kind "${value.tag}"`);
  memory.view.setUint8(to, tag);
  const payload = to + 8;
  switch (value.tag) {
    case 'boolean':
      memory.view.setUint8(payload, value.val ? 1 : 0);
      break;
    case 'integer':
      memory.view.setBigInt64(payload, value.val, true);
      break;
    case 'number':
      memory.view.setFloat64(payload, value.val, true);
      break;
    case 'text':
    case 'json':
      lowerText(memory, payload, value.val);
      break;
    case 'numbers': {
      const { buffer, byteOffset, byteLength, length } = value.val;
      memory.setList(payload, memory.put(new Uint8Array(buffer, byteOffset, byteLength), 8), length);
      break;
    }
    case 'texts':
      lowerTexts(memory, payload, value.val);
      break;
  }
}

/** The address of a new `list<named-value>`. */
export function lowerValues(memory: GuestMemory, values: readonly NamedValue[]): number {
  const list = memory.take(namedValueAlignment, values.length * namedValueBytes);
  for (let i = 0; i < values.length; i++) {
    const { name, value } = values[i]!;
    const to = list + i * namedValueBytes;
    lowerText(memory, to, name);
    lowerValue(memory, to + 8, value);
  }
  return list;
}

/** The address of a new `list<named-tensor>`; each tensor's data is copied once, also out of shared memory. */
export function lowerTensors(memory: GuestMemory, tensors: readonly NamedTensor[]): number {
  const list = memory.take(namedTensorAlignment, tensors.length * namedTensorBytes);
  for (let i = 0; i < tensors.length; i++) {
    const { name, tensor } = tensors[i]!;
    const { dimensions, type, data } = tensor;
    const to = list + i * namedTensorBytes;
    const tag = typeTags.get(type);
    if (tag === undefined) throw new TypeError(`Cannot pass a tensor of type "${type}"`);
    lowerText(memory, to, name);
    const sizes = memory.take(4, dimensions.length * 4);
    for (let axis = 0; axis < dimensions.length; axis++) memory.view.setUint32(sizes + axis * 4, dimensions[axis]!, true);
    memory.setList(to + 8, sizes, dimensions.length);
    memory.view.setUint8(to + 16, tag);
    memory.setList(to + 20, memory.put(data, 1), data.length);
  }
  return list;
}
