import { bulk, gc, isLong, noResult, op, skipImmediates } from './instructions.ts';
import type { MeterHelpers, MeterPlaces } from './meter-helpers.ts';
import type { Space } from './piecewise.ts';
import type { FunctionShape, Region } from './scan-function.ts';
import type { SegmentLengths } from './segment-lengths.ts';
import type { Size, Table } from './wasm-module.ts';
import { WasmReader } from './wasm-reader.ts';
import type { WasmWriter } from './wasm-writer.ts';

/** What all functions of a module share while they are rewritten. */
export interface MeterContext {
  readonly bytes: Uint8Array;
  readonly places: MeterPlaces;
  readonly helpers: MeterHelpers;
  /** Imported ones first. */
  readonly memories: readonly Size[];
  readonly tables: readonly Table[];
  readonly segments: SegmentLengths;
  /** What a function's number has become. */
  readonly moved: (index: number) => number;
}

/** Up to so many calls per loop without calls, a function counts in a local. */
const callsPerLoop = 2;
const i32 = 0x7f;
/** In front of what a reference refers to that is never null. */
const reference = 0x64;
const i32LtS = 0x48;
const i32Add = 0x6a;
const i32Sub = 0x6b;
/** What engines take of one function's locals, its parameters among them. */
const mostLocals = 50_000;
/** How many blocks are put around an innermost loop. */
const wrapping = 3;

/** What one round of a region burns: large ones are an interpreter's, of which a round runs little. */
function costOf({ weight }: Region): number {
  const most = 128;
  return weight <= most ? Math.max(1, weight) : most + ((weight - most) >> 4);
}

/**
 * Writes a function's body with checks at its entry and its loops.
 *
 * @param parameters how many it has
 * @param checked whether it has a check at its entry
 * @returns where, counted from the body's start, branches stand that are hardly ever taken
 */
export function meterFunction(
  { bytes, places, helpers, memories, tables, segments, moved }: MeterContext,
  { start, code, end, locals, regions, calls, catches }: FunctionShape,
  parameters: number,
  checked: boolean,
  writer: WasmWriter,
): number[] {
  const base = writer.at;
  const callFree = regions.filter(({ callFree: free }, i) => i > 0 && free).length;
  // an exception takes a local's count with it
  const inLocal = regions.length > 1 && !catches && calls <= callsPerLoop * callFree && parameters + locals < mostLocals;
  const counter = parameters + locals;
  const unlikely: number[] = [];
  const reader = new WasmReader(bytes, start);
  const groups = reader.u();
  writer.u(groups + (inLocal ? 1 : 0));
  writer.copy(bytes, reader.at, code);
  if (inLocal) writer.raw(1, i32);

  const get = () => {
    writer.u8(inLocal ? op.localGet : op.globalGet);
    writer.u(inLocal ? counter : places.fuel);
  };
  const set = () => {
    writer.u8(inLocal ? op.localSet : op.globalSet);
    writer.u(inLocal ? counter : places.fuel);
  };
  const pay = (cost: number) => {
    get();
    writer.u8(op.i32Const);
    writer.s(cost);
    writer.u8(i32Sub);
    if (inLocal) {
      writer.u8(op.localTee);
      writer.u(counter);
    } else {
      set();
      get();
    }
    writer.raw(op.i32Const, 0, i32LtS);
    unlikely.push(writer.at - base);
  };
  const refill = () => {
    if (inLocal) get();
    writer.u8(op.call);
    writer.u(inLocal ? helpers.refilled : helpers.refill);
    if (inLocal) set();
  };
  const check = (cost: number) => {
    pay(cost);
    writer.raw(op.if, noResult);
    refill();
    writer.u8(op.end);
  };
  /** Before others count: what this function has left goes to the global, and comes back from there. */
  const spill = () => {
    if (!inLocal) return;
    get();
    writer.u8(op.globalSet);
    writer.u(places.fuel);
  };
  const load = () => {
    if (!inLocal) return;
    writer.u8(op.globalGet);
    writer.u(places.fuel);
    set();
  };

  load();
  if (checked) check(costOf(regions[0]!));
  reader.at = code;
  /** What is open and no loop, or a loop: -1, or its region. */
  const open: number[] = [];
  let region = 0;
  /** How deep the wrapped loop lies that the reader is in; -1 outside of any. */
  let wrapped = -1;
  let copied = code;
  const copyTo = (at: number) => {
    writer.copy(bytes, copied, at);
    copied = at;
  };
  /** A label's depth as it is now. */
  const depth = (label: number) => (wrapped >= 0 && open.length - 1 - label < wrapped ? label + wrapping : label);
  /** `label` may be the function's own, and so a way out. */
  const leaves = (label: number) => label === open.length;

  const openLoop = (at: number) => {
    const own = regions[++region]!;
    const cost = costOf(own);
    open.push(region);
    reader.skipBlockType();
    const { at: after } = reader;
    if (!(inLocal && own.innermost && own.callFree)) {
      copyTo(after);
      check(cost);
      return;
    }
    // block $done (loop $again (block $slow (loop $loop (br_if $slow) BODY) (br $done)) REFILL (br $again)):
    // the loop itself holds no call, for which engines would keep registers free
    copyTo(at);
    writer.u8(op.block);
    writer.copy(bytes, at + 1, after);
    writer.raw(op.loop, noResult, op.block, noResult);
    copyTo(after);
    pay(cost);
    writer.raw(op.brIf, 1);
    wrapped = open.length - 1;
  };
  const closeLoop = (cost: number) => {
    writer.raw(op.br, 2, op.end);
    refill();
    // the loop pays again for the round that it could not begin
    get();
    writer.u8(op.i32Const);
    writer.s(cost);
    writer.u8(i32Add);
    set();
    writer.raw(op.br, 0, op.end, op.unreachable, op.end);
    wrapped = -1;
  };
  const branch = (at: number, opcode: number) => {
    const label = reader.u();
    if (leaves(label)) {
      copyTo(at);
      spill();
    }
    relabel(at, opcode, label);
  };
  const relabel = (at: number, opcode: number, label: number) => {
    if (depth(label) === label) return;
    copyTo(at);
    writer.u8(opcode);
    writer.u(depth(label));
    copied = reader.at;
  };
  const branchTable = (at: number) => {
    const count = reader.u() + 1;
    const labels = Array.from({ length: count }, () => reader.u());
    if (labels.some(leaves)) {
      copyTo(at);
      spill();
    }
    if (labels.every((label) => depth(label) === label)) return;
    copyTo(at);
    writer.u8(op.brTable);
    writer.u(count - 1);
    for (const label of labels) writer.u(depth(label));
    copied = reader.at;
  };
  const callHelper = (index: number) => {
    spill();
    writer.u8(op.call);
    writer.u(index);
    load();
  };
  const memory = (index: number): Space => ({ kind: 'memory', index, wide: memories[index]!.wide });
  const table = (index: number): Space => ({ kind: 'table', index, wide: tables[index]!.wide });
  /** The function that does a long instruction in its place; undefined: it is only charged. The reader stands at its operands. */
  const inPlaceOf = (sub: number): number | undefined => {
    switch (sub) {
      case bulk.memoryFill:
        return helpers.fill(memory(reader.u()), [i32]);
      case bulk.memoryCopy:
        return helpers.copy(memory(reader.u()), memory(reader.u()));
      case bulk.memoryInit: {
        const segment = reader.u();
        return helpers.init(memory(reader.u()), segment, segments.data[segment]!);
      }
      case bulk.tableFill: {
        const index = reader.u();
        return helpers.fill(table(index), tables[index]!.type);
      }
      case bulk.tableCopy:
        return helpers.copy(table(reader.u()), table(reader.u()));
      case bulk.tableInit: {
        const segment = reader.u();
        return helpers.init(table(reader.u()), segment, segments.elements[segment]!);
      }
      case bulk.tableGrow: {
        const index = reader.u();
        const { type } = tables[index]!;
        return type[0] === reference ? undefined : helpers.grow(table(index), type);
      }
    }
    return undefined;
  };
  const long = (at: number, opcode: number, sub: number) => {
    copyTo(at);
    const { at: operands } = reader;
    const helper = opcode === op.bulk ? inPlaceOf(sub) : undefined;
    if (helper !== undefined) {
      callHelper(helper);
      copied = reader.at;
      return;
    }
    reader.at = operands;
    callHelper(helpers.charge(opcode === op.bulk && tables[reader.u()]!.wide));
    reader.at = at + 1;
    skipImmediates(reader, opcode);
  };

  while (reader.at < end) {
    const { at } = reader;
    const opcode = reader.u8();
    switch (opcode) {
      case op.loop:
        openLoop(at);
        break;
      case op.block:
      case op.if:
      case op.try:
      case op.tryTable:
        open.push(-1);
        skipImmediates(reader, opcode);
        break;
      case op.delegate:
        open.pop();
        reader.skip();
        break;
      case op.end: {
        if (open.length === 0) {
          copyTo(at);
          spill();
          break;
        }
        const closed = open.pop()!;
        if (wrapped !== open.length || closed < 0) break;
        copyTo(reader.at);
        closeLoop(costOf(regions[closed]!));
        break;
      }
      case op.br:
      case op.brIf:
        branch(at, opcode);
        break;
      case op.brOnNull:
      case op.brOnNonNull:
        branch(at, opcode);
        break;
      case op.brTable:
        branchTable(at);
        break;
      case op.return:
      case op.throw:
      case op.rethrow:
      case op.throwRef:
      case op.returnCallIndirect:
      case op.returnCallRef:
        copyTo(at);
        spill();
        skipImmediates(reader, opcode);
        break;
      case op.call:
      case op.returnCall: {
        const callee = reader.u();
        copyTo(at);
        spill();
        writer.u8(opcode);
        writer.u(moved(callee));
        copied = reader.at;
        if (opcode === op.call) load();
        break;
      }
      case op.refFunc: {
        const target = reader.u();
        copyTo(at);
        writer.u8(opcode);
        writer.u(moved(target));
        copied = reader.at;
        break;
      }
      case op.callIndirect:
      case op.callRef:
        copyTo(at);
        spill();
        skipImmediates(reader, opcode);
        copyTo(reader.at);
        load();
        break;
      case op.memoryGrow: {
        copyTo(at);
        const helper = helpers.growMemory(memory(reader.u()));
        writer.u8(op.call);
        writer.u(helper);
        copied = reader.at;
        break;
      }
      case op.gc:
      case op.bulk: {
        const sub = reader.u();
        if (isLong(opcode, sub)) {
          long(at, opcode, sub);
          break;
        }
        if (opcode === op.gc && (sub === gc.brOnCast || sub === gc.brOnCastFail)) {
          copyTo(at);
          spill(); // it may leave
        }
        reader.at = at + 1;
        skipImmediates(reader, opcode);
        break;
      }
      default:
        skipImmediates(reader, opcode);
    }
  }
  copyTo(end);
  return unlikely;
}
