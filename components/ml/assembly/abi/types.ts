// types.wit as the canonical ABI lays it out on wasm32. An unmanaged class is read and written in place.
import { take } from './arena';

export namespace TensorType {
  export const BOOL: u8 = 0, U8: u8 = 1, I8: u8 = 2, U16: u8 = 3, I16: u8 = 4, U32: u8 = 5, I32: u8 = 6, U64: u8 = 7, I64: u8 = 8;
  export const FP16: u8 = 9, BF16: u8 = 10, FP32: u8 = 11, FP64: u8 = 12, COMPLEX64: u8 = 13, COMPLEX128: u8 = 14;
}
/** Bytes of an element, by type. */
export const elementSizes: StaticArray<u8> = [1, 1, 1, 2, 2, 4, 4, 8, 8, 2, 2, 4, 8, 8, 16];
export const typeNames: StaticArray<string> = [
  'bool', 'u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'u64', 'i64', 'fp16', 'bf16', 'fp32', 'fp64', 'complex64', 'complex128',
];

export namespace Kind {
  export const BOOLEAN: u8 = 0, INTEGER: u8 = 1, NUMBER: u8 = 2, TEXT: u8 = 3, NUMBERS: u8 = 4, TEXTS: u8 = 5, JSON: u8 = 6;
}
export const kindNames: StaticArray<string> = ['boolean', 'integer', 'number', 'text', 'numbers', 'texts', 'json'];

export namespace ErrorCode {
  export const INVALID: i32 = 0, UNSUPPORTED: i32 = 1, OUT_OF_MEMORY: i32 = 2, FAILED: i32 = 3, INTERNAL: i32 = 4;
}

/** A string: UTF-8. */
@unmanaged export class Text {
  at: usize;
  size: u32;
}

/** `named-tensor`. */
@unmanaged export class Tensor {
  nameAt: usize;
  nameSize: u32;
  dimensions: usize;
  rank: u32;
  type: u8;
  data: usize;
  /** Of `data`. */
  bytes: u32;
  dimension(i: u32): u32 { return load<u32>(this.dimensions + (<usize>i << 2)); }
}

/** `named-value`. */
@unmanaged export class Value {
  nameAt: usize;
  nameSize: u32;
  kind: u8;
  /** The payload, whatever the kind. */
  integer: i64;
  @inline get payload(): usize { return changetype<usize>(this) + offsetof<Value>('integer'); }
  @inline get boolean(): bool { return load<bool>(this.payload); }
  @inline get number(): f64 { return load<f64>(this.payload); }
  /** Where a text or a list lies, and its bytes or elements. */
  @inline get at(): usize { return load<usize>(this.payload); }
  @inline get size(): u32 { return load<u32>(this.payload, 4); }
}

/** Bytes of the records that are only written. */
export namespace Size {
  export const STRING: usize = 8, DIMENSION: usize = 12, PORT: usize = 48, VALUE_SPEC: usize = 32, PARAMETER_SPEC: usize = 96, OPERATION: usize = 48;
  export const RESULT: usize = 24;
}

/** A string as UTF-8. */
export function encode(s: string): Text {
  const text = changetype<Text>(take(offsetof<Text>()));
  text.size = String.UTF8.byteLength(s);
  text.at = take(text.size);
  String.UTF8.encodeUnsafe(changetype<usize>(s), s.length, text.at);
  return text;
}

export function decode(at: usize, size: u32): string { return String.UTF8.decodeUnsafe(at, size); }

export function equal(text: Text, at: usize, size: u32): bool { return text.size == size && memory.compare(text.at, at, size) == 0; }

/** Writes a list's address and length. */
export function putList(to: usize, at: usize, length: u32): void {
  store<usize>(to, at);
  store<u32>(to, length, 4);
}

export function putText(to: usize, text: Text): void { putList(to, text.at, text.size); }

export function putTexts(to: usize, texts: Text[]): void {
  const at = take(<usize>texts.length * Size.STRING);
  for (let i = 0; i < texts.length; i++) putText(at + <usize>i * Size.STRING, texts[i]);
  putList(to, at, texts.length);
}
