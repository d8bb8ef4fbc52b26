import { noResult, op } from './instructions.ts';
import type { WasmWriter } from './wasm-writer.ts';

// Long instructions in pieces, between which what is left is looked at. What would trap is left to the instruction itself,
// which does so before it has written anything.

/** A memory, in bytes, or a table, in entries. */
export interface Space {
  readonly kind: 'memory' | 'table';
  readonly index: number;
  /** Its addresses have 64 bits. */
  readonly wide: boolean;
}

/** An instruction that fills a part of a space with a value, or copies to it from another or from a segment. */
export interface LongInstruction {
  readonly target: Space;
  /** Undefined: it has a value in the place of where to copy from. */
  readonly source: Space | { readonly length: number } | undefined;
  /** Its count has 64 bits. */
  readonly wide: boolean;
  /** Without its operands. */
  readonly code: readonly number[];
}

export const i32Op = {
  eq: 0x46,
  ne: 0x47,
  ltS: 0x48,
  ltU: 0x49,
  gtU: 0x4b,
  and: 0x71,
  or: 0x72,
  shl: 0x74,
  shrU: 0x76,
  add: 0x6a,
  sub: 0x6b,
  wrap: 0xa7,
};
export const i64Op = { eq: 0x51, ne: 0x52, ltU: 0x54, gtU: 0x56, add: 0x7c, sub: 0x7d, shl: 0x86, shrU: 0x88, extendU: 0xad };
const tableSize = 16;
const select = 0x1b;

/** Moved between two looks at what is left: bytes of memory, some tens of microseconds; entries of tables, some milliseconds. */
const pieceLength = { memory: 2 ** 20, table: 2 ** 14 } as const;

/** The parameters of the function that does it in the instruction's place: where to, a value or where from, how much. */
const [to, from, count, piece] = [0, 1, 2, 3];

/**
 * Writes the body of a function with the instruction's operands as its parameters, and one local more, of the count's type.
 *
 * @param burn writes what is paid for as much as the local says
 */
export function writePieces(w: WasmWriter, { target, source, wide, code }: LongInstruction, burn: (amount: number) => void): void {
  const operands = (length: number) => {
    write(w, op.localGet, to, op.localGet, from, op.localGet, length);
    w.raw(...code);
  };
  const segment = source !== undefined && 'length' in source;
  const fromWide = source !== undefined && !segment && source.wide;
  const outside = (length: () => void, at: number, atWide: boolean) => {
    ifOutside(w, length, { at, atWide, wide });
    operands(count);
    w.raw(op.return, op.end);
  };
  outside(() => sizeOf(w, target), to, target.wide);
  if (segment) outside(() => constant(w, source.length), from, false);
  else if (source !== undefined) outside(() => sizeOf(w, source), from, fromWide);

  const most = pieceLength[target.kind];
  if (source !== undefined && !segment && source.kind === target.kind && source.index === target.index) {
    // from the end where the places may overlap so
    write(w, op.localGet, to, op.localGet, from);
    w.raw(wide ? i64Op.gtU : i32Op.gtU, op.if, noResult);
    inPieces(w, wide, most, () => {
      burn(piece);
      for (const at of [to, from]) {
        write(w, op.localGet, at, op.localGet, count);
        w.u8(wide ? i64Op.add : i32Op.add);
        write(w, op.localGet, piece);
        w.u8(wide ? i64Op.sub : i32Op.sub);
      }
      write(w, op.localGet, piece);
      w.raw(...code);
    });
    w.raw(op.return, op.end);
  }
  inPieces(w, wide, most, () => {
    burn(piece);
    operands(piece);
    advance(w, to, target.wide, wide);
    if (source !== undefined) advance(w, from, fromWide, wide);
  });
}

/** Instructions with one small number each. */
export function write(w: WasmWriter, ...code: number[]): void {
  for (let i = 0; i < code.length; i += 2) {
    w.u8(code[i]!);
    if (code[i] === op.i32Const) w.s(code[i + 1]!);
    else w.u(code[i + 1]!);
  }
}

/** How much of it there is now, as i64. */
function sizeOf(w: WasmWriter, { kind, index, wide }: Space): void {
  if (kind === 'memory') w.u8(op.memorySize);
  else w.raw(op.bulk, tableSize);
  w.u(index);
  if (!wide) w.u8(i64Op.extendU);
  if (kind === 'memory') w.raw(op.i64Const, 16, i64Op.shl);
}

function constant(w: WasmWriter, value: number): void {
  w.u8(op.i32Const);
  w.s(value | 0);
  w.u8(i64Op.extendU);
}

/** Opens an `if`: what the count says reaches beyond the length that is given. */
function ifOutside(
  w: WasmWriter,
  length: () => void,
  { at, atWide, wide }: { readonly at: number; readonly atWide: boolean; readonly wide: boolean },
): void {
  const asWide = (local: number, is: boolean) => {
    write(w, op.localGet, local);
    if (!is) w.u8(i64Op.extendU);
  };
  asWide(count, wide);
  length();
  w.u8(i64Op.gtU);
  asWide(at, atWide);
  length();
  asWide(count, wide);
  w.raw(i64Op.sub, i64Op.gtU, i32Op.or, op.if, noResult);
}

/** Runs `body` for each piece of what the count says; once where that is nothing, which may be out of bounds all the same. */
function inPieces(w: WasmWriter, wide: boolean, most: number, body: () => void): void {
  w.raw(op.loop, noResult);
  const operand = () => {
    w.u8(wide ? op.i64Const : op.i32Const);
    w.s(most);
  };
  write(w, op.localGet, count);
  operand();
  write(w, op.localGet, count);
  operand();
  w.raw(wide ? i64Op.ltU : i32Op.ltU, select);
  write(w, op.localSet, piece);
  body();
  write(w, op.localGet, count, op.localGet, piece);
  w.u8(wide ? i64Op.sub : i32Op.sub);
  write(w, op.localTee, count);
  if (wide) w.raw(op.i64Const, 0, i64Op.gtU);
  write(w, op.brIf, 0);
  w.u8(op.end);
}

function advance(w: WasmWriter, at: number, wide: boolean, pieceWide: boolean): void {
  write(w, op.localGet, at, op.localGet, piece);
  if (wide && !pieceWide) w.u8(i64Op.extendU);
  w.u8(wide ? i64Op.add : i32Op.add);
  write(w, op.localSet, at);
}
