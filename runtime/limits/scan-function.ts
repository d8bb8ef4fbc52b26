import { gc, isLong, op, skipCatch, skipImmediates } from './instructions.ts';
import type { WasmReader } from './wasm-reader.ts';

/** A stretch of a function between two checks: a loop, or, number 0, what is in none. */
export interface Region {
  /** Instructions that stand in it, those of loops inside it not counted; later, what functions without checks add. */
  weight: number;
  /** Nothing in it, loops inside it included, calls. */
  callFree: boolean;
  /** A loop without loops inside, which is only left or begun again by plain branches. */
  innermost: boolean;
}

/** What a function's code is made of. */
export interface FunctionShape {
  /** Of its locals. */
  readonly start: number;
  /** Of its instructions. */
  readonly code: number;
  readonly end: number;
  /** Beside its parameters. */
  readonly locals: number;
  readonly regions: readonly Region[];
  readonly calls: number;
  /** Functions of this module that it calls, each with the region that does. */
  readonly callees: readonly (readonly [region: number, callee: number])[];
  /** It calls what is not known: imports, or through tables and references. */
  readonly unknownCalls: boolean;
  /** It catches exceptions. */
  readonly catches: boolean;
}

/** Growing what lies elsewhere takes far longer than an instruction. */
const growWeight = 100;
const weightless: ReadonlySet<number> = new Set([0x01, op.block, op.loop, op.else, op.end]);

/** @param importedFunctions how many functions come before those of the module */
export function scanFunction(reader: WasmReader, end: number, importedFunctions: number): FunctionShape {
  const { bytes, at: start } = reader;
  let locals = 0;
  for (let groups = reader.u(); groups > 0; groups--) {
    locals += reader.u();
    reader.skipType();
  }
  const code = reader.at;
  const regions: Region[] = [{ weight: 0, callFree: true, innermost: false }];
  const callees: [number, number][] = [];
  /** Of what is open: for a loop, the region that it stands in, or else -1. */
  const open: number[] = [];
  let region = 0;
  let calls = 0;
  let unknownCalls = false;
  let catches = false;
  const noteCall = () => {
    calls++;
    regions[region]!.callFree = false;
  };
  while (reader.at < end) {
    const opcode = bytes[reader.at++]!;
    if (!weightless.has(opcode)) regions[region]!.weight++;
    switch (opcode) {
      case op.loop: {
        const typeAt = reader.at;
        reader.skipBlockType();
        const form = bytes[typeAt]!;
        // a type by its number may have parameters, which a wrapped loop could not be given again
        const plain = form >= 0x40 && form < 0x80;
        regions[region]!.innermost = false;
        open.push(region);
        region = regions.push({ weight: 0, callFree: true, innermost: plain }) - 1;
        break;
      }
      case op.try:
        catches = true;
        reader.skipBlockType();
        open.push(-1);
        break;
      case op.tryTable:
        catches = true;
        reader.skipBlockType();
        for (let left = reader.u(); left > 0; left--) skipCatch(reader);
        open.push(-1);
        break;
      case op.block:
      case op.if:
        reader.skipBlockType();
        open.push(-1);
        break;
      case op.delegate:
        reader.skip();
        open.pop();
        break;
      case op.end: {
        const outer = open.pop() ?? -1;
        if (outer < 0) break;
        if (!regions[region]!.callFree) regions[outer]!.callFree = false;
        region = outer;
        break;
      }
      case op.call:
      case op.returnCall: {
        const callee = reader.u() - importedFunctions;
        noteCall();
        if (callee < 0) unknownCalls = true;
        else callees.push([region, callee]);
        break;
      }
      case op.callIndirect:
      case op.returnCallIndirect:
      case op.callRef:
      case op.returnCallRef:
        noteCall();
        unknownCalls = true;
        skipImmediates(reader, opcode);
        break;
      case op.memoryGrow:
        regions[region]!.weight += growWeight;
        reader.skip();
        break;
      case op.gc:
      case op.bulk: {
        const from = reader.at;
        const sub = reader.u();
        reader.at = from;
        skipImmediates(reader, opcode);
        if (isLong(opcode, sub)) noteCall(); // a helper's
        if (opcode === op.gc && (sub === gc.brOnCast || sub === gc.brOnCastFail)) regions[region]!.innermost = false;
        break;
      }
      default:
        skipImmediates(reader, opcode);
    }
  }
  return { start, code, end, locals, regions, calls, callees, unknownCalls, catches };
}
