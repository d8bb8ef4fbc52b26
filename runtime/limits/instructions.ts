import type { WasmReader } from './wasm-reader.ts';

/** Opcodes that the rewriting looks at by name. */
export const op = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  try: 0x06,
  catch: 0x07,
  throw: 0x08,
  rethrow: 0x09,
  throwRef: 0x0a,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  call: 0x10,
  callIndirect: 0x11,
  returnCall: 0x12,
  returnCallIndirect: 0x13,
  callRef: 0x14,
  returnCallRef: 0x15,
  delegate: 0x18,
  catchAll: 0x19,
  selectTyped: 0x1c,
  tryTable: 0x1f,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  memorySize: 0x3f,
  memoryGrow: 0x40,
  i32Const: 0x41,
  i64Const: 0x42,
  refNull: 0xd0,
  refFunc: 0xd2,
  brOnNull: 0xd5,
  brOnNonNull: 0xd6,
  gc: 0xfb,
  bulk: 0xfc,
  vector: 0xfd,
  atomic: 0xfe,
} as const;

/** A block without parameters and results. */
export const noResult = 0x40;

/** In front of what a reference that may be null refers to. */
export const nullableReference = 0x63;

/** Of `op.bulk`. */
export const bulk = { memoryInit: 8, memoryCopy: 10, memoryFill: 11, tableInit: 12, tableCopy: 14, tableGrow: 15, tableFill: 17 } as const;
/** Of `op.gc`. */
export const gc = { brOnCast: 24, brOnCastFail: 25 } as const;

const unknown = 255;
const memory = 100;
const blockType = 101;
const special = 102;
/** What follows an opcode: so many LEB128 numbers, or one of the above. */
const immediates = new Uint8Array(256).fill(unknown);
for (const [kind, first, last] of [
  [0, 0x00, 0x01],
  [blockType, 0x02, 0x04],
  [0, 0x05, 0x05],
  [blockType, 0x06, 0x06],
  [1, 0x07, 0x09],
  [0, 0x0a, 0x0b],
  [1, 0x0c, 0x0d],
  [special, 0x0e, 0x0e],
  [0, 0x0f, 0x0f],
  [1, 0x10, 0x10],
  [2, 0x11, 0x11],
  [1, 0x12, 0x12],
  [2, 0x13, 0x13],
  [1, 0x14, 0x15],
  [1, 0x18, 0x18],
  [0, 0x19, 0x1b],
  [special, 0x1c, 0x1c],
  [special, 0x1f, 0x1f],
  [1, 0x20, 0x26],
  [memory, 0x28, 0x3e],
  [1, 0x3f, 0x42],
  [special, 0x43, 0x44],
  [0, 0x45, 0xc4],
  [1, 0xd0, 0xd0],
  [0, 0xd1, 0xd1],
  [1, 0xd2, 0xd2],
  [0, 0xd3, 0xd4],
  [1, 0xd5, 0xd6],
  [special, 0xfb, 0xfe],
] as const)
  immediates.fill(kind, first, last + 1);

/** LEB128 numbers after `0xfb`; -1: flags and three numbers. */
const gcImmediates = [1, 1, 2, 2, 2, 2, 1, 1, 2, 2, 2, 1, 1, 1, 1, 0, 1, 2, 2, 2, 1, 1, 1, 1, -1, -1, 0, 0, 0, 0, 0];
/** LEB128 numbers after `0xfc`. */
const bulkImmediates = [0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 0, 0, 0, 0];

function skipMemoryArgument(reader: WasmReader): void {
  const flags = reader.u();
  if (flags & 64) reader.skip(); // names a memory
  reader.skip();
}

/** Past what follows `opcode`, at which the reader stands no more. @throws {WebAssembly.CompileError} at an unknown one */
export function skipImmediates(reader: WasmReader, opcode: number): void {
  const kind = immediates[opcode]!;
  if (kind === 0) return;
  if (kind <= 2) reader.skipMany(kind);
  else if (kind === memory) skipMemoryArgument(reader);
  else if (kind === blockType) reader.skipBlockType();
  else if (kind === special) skipSpecial(reader, opcode);
  else reader.fail(`unknown instruction 0x${opcode.toString(16)}`);
}

function skipSpecial(reader: WasmReader, opcode: number): void {
  switch (opcode) {
    case op.brTable:
      reader.skipMany(reader.u() + 1);
      return;
    case op.selectTyped:
      for (let left = reader.u(); left > 0; left--) reader.skipType();
      return;
    case op.tryTable:
      reader.skipBlockType();
      for (let left = reader.u(); left > 0; left--) skipCatch(reader);
      return;
    case 0x43:
      reader.at += 4; // f32.const
      return;
    case 0x44:
      reader.at += 8; // f64.const
      return;
  }
  const sub = reader.u();
  if (opcode === op.vector) skipVector(reader, sub);
  else if (opcode === op.atomic) {
    if (sub === 3)
      reader.at++; // atomic.fence
    else skipMemoryArgument(reader);
  } else {
    const count = (opcode === op.gc ? gcImmediates : bulkImmediates)[sub];
    if (count === undefined) reader.fail(`unknown instruction 0x${opcode.toString(16)} ${sub}`);
    if (count < 0) reader.at++;
    reader.skipMany(count < 0 ? 3 : count);
  }
}

/** One clause of `try_table`. @returns the depth of the label that it branches to */
export function skipCatch(reader: WasmReader): number {
  const kind = reader.u8();
  if (kind > 3) reader.fail(`unknown kind of catch ${kind}`);
  if (kind < 2) reader.skip(); // the tag
  return reader.u();
}

function skipVector(reader: WasmReader, sub: number): void {
  if (sub <= 11 || sub === 92 || sub === 93) skipMemoryArgument(reader);
  else if (sub === 12 || sub === 13) reader.at += 16;
  else if (sub >= 21 && sub <= 34) reader.at++;
  else if (sub >= 84 && sub <= 91) {
    skipMemoryArgument(reader);
    reader.at++;
  }
}

/** Whether what follows `opcode` takes as long as its last operand says. */
export function isLong(opcode: number, sub: number): boolean {
  if (opcode === op.bulk) return [8, 10, 11, 12, 14, 15, 17].includes(sub);
  return sub === 6 || sub === 7 || sub === 9 || sub === 10 || (sub >= 16 && sub <= 19); // array.new… , array.fill, copy, init
}
