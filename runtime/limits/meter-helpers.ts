import { bulk, noResult, op } from './instructions.ts';
import { WasmWriter } from './wasm-writer.ts';

// The functions that metering appends to a module. All of them count in the global of what is left, and stop the instance
// by a trap, which no code of the guest can catch, when the host's answer is negative.

const i32 = 0x7f;
const i64 = 0x7e;
const i32Op = { eqz: 0x45, ltS: 0x48, ltU: 0x49, add: 0x6a, sub: 0x6b, shrU: 0x76, wrap: 0xa7 };
const i64Op = { gtU: 0x56, ltU: 0x54, eqz: 0x50, add: 0x7c, sub: 0x7d, shl: 0x86, shrU: 0x88, extendU: 0xad };

/** Long instructions move so many bytes between two looks at what is left. */
const chunkBytes = 2 ** 20;
/** And burn a unit for every 16 bytes or entries. */
const longShift = 4;

/** A function to append: of a type, to be found under a name. */
interface Helper {
  readonly type: number;
  /** The body with its locals. */
  readonly body: WasmWriter;
}

/** Where the parts of the meter are. */
export interface MeterPlaces {
  /** The global of what is left. */
  readonly fuel: number;
  /** The imported function that is told what is left and says how much there is from then on. */
  readonly tick: number;
  /** The first appended function. */
  readonly helpers: number;
  /** The first appended type. */
  readonly types: number;
}

/** The functions that a module's code turns out to need, each once. */
export class MeterHelpers {
  readonly #places: MeterPlaces;
  readonly #helpers = new Map<string, number>();
  readonly #types: string[] = [];
  readonly list: Helper[] = [];

  constructor(places: MeterPlaces) {
    this.#places = places;
    this.typeOf([i32], [i32]); // that of the import
  }

  /** The number of a function type. */
  typeOf(parameters: readonly number[], results: readonly number[]): number {
    const type = [0x60, parameters.length, ...parameters, results.length, ...results].join();
    const found = this.#types.indexOf(type);
    return this.#places.types + (found < 0 ? this.#types.push(type) - 1 : found);
  }

  get typeCount(): number {
    return this.#types.length;
  }

  writeTypes(writer: WasmWriter): void {
    for (const type of this.#types) writer.raw(...type.split(',').map(Number));
  }

  #add(name: string, parameters: readonly number[], results: readonly number[], write: (writer: WasmWriter) => void): number {
    const known = this.#helpers.get(name);
    if (known !== undefined) return known;
    const body = new WasmWriter(128);
    write(body);
    body.u8(op.end);
    const index = this.#places.helpers + this.list.push({ type: this.typeOf(parameters, results), body }) - 1;
    this.#helpers.set(name, index);
    return index;
  }

  /** `() -> ()`: what is left, in the global, was not enough. */
  get refill(): number {
    const { fuel, tick } = this.#places;
    return this.#add('refill', [], [], (w) => {
      w.u8(0);
      write(w, op.globalGet, fuel, op.call, tick, op.globalSet, fuel);
      write(w, op.globalGet, fuel, op.i32Const, 0);
      w.raw(i32Op.ltS, op.if, noResult, op.unreachable, op.end);
    });
  }

  /** `(left) -> left`: the same where a function counts in a local. */
  get refilled(): number {
    const { tick } = this.#places;
    return this.#add('refilled', [i32], [i32], (w) => {
      w.u8(0);
      write(w, op.localGet, 0, op.call, tick, op.localTee, 0, op.i32Const, 0);
      w.raw(i32Op.ltS, op.if, noResult, op.unreachable, op.end, op.localGet, 0);
    });
  }

  /** `(count) -> count`: burns for a long instruction. */
  charge(wide: boolean): number {
    const type = wide ? i64 : i32;
    const { refill } = this;
    return this.#add(`charge ${wide}`, [type], [type], (w) => {
      w.u8(0);
      this.#burn(w, refill, wide, 0);
      write(w, op.localGet, 0);
    });
  }

  /** `memory.fill`, in pieces. */
  fill(memory: number, wide: boolean): number {
    const type = wide ? i64 : i32;
    const { refill } = this;
    return this.#add(`fill ${memory}`, [type, i32, type], [], (w) => {
      const [to, value, count, piece] = [0, 1, 2, 3];
      w.raw(1, 1, type);
      const instruction = (size: number) => {
        write(w, op.localGet, to, op.localGet, value, op.localGet, size);
        w.raw(op.bulk, bulk.memoryFill);
        w.u(memory);
      };
      whereOutside(w, [{ memory, wide, at: to }], count, wide, () => instruction(count));
      inPieces(w, count, piece, wide, () => {
        this.#burn(w, refill, wide, piece);
        instruction(piece);
        advance(w, to, wide, piece, wide);
      });
    });
  }

  /** `memory.copy`, in pieces: from the end where the places overlap so. */
  copy(target: number, targetWide: boolean, source: number, sourceWide: boolean): number {
    const wide = targetWide && sourceWide;
    const typeIf = (is: boolean) => (is ? i64 : i32);
    const { refill } = this;
    return this.#add(`copy ${target} ${source}`, [typeIf(targetWide), typeIf(sourceWide), typeIf(wide)], [], (w) => {
      const [to, from, count, piece] = [0, 1, 2, 3];
      w.raw(1, 1, typeIf(wide));
      const instruction = () => {
        w.raw(op.bulk, bulk.memoryCopy);
        w.u(target);
        w.u(source);
      };
      const places = [
        { memory: target, wide: targetWide, at: to },
        { memory: source, wide: sourceWide, at: from },
      ];
      whereOutside(w, places, count, wide, () => {
        write(w, op.localGet, to, op.localGet, from, op.localGet, count);
        instruction();
      });
      if (target === source) {
        write(w, op.localGet, to, op.localGet, from);
        w.raw(wide ? i64Op.gtU : 0x4b, op.if, noResult);
        inPieces(w, count, piece, wide, () => {
          this.#burn(w, refill, wide, piece);
          for (const at of [to, from]) {
            write(w, op.localGet, at, op.localGet, count);
            w.u8(wide ? i64Op.add : i32Op.add);
            write(w, op.localGet, piece);
            w.u8(wide ? i64Op.sub : i32Op.sub);
          }
          write(w, op.localGet, piece);
          instruction();
        });
        w.raw(op.return, op.end);
      }
      inPieces(w, count, piece, wide, () => {
        this.#burn(w, refill, wide, piece);
        write(w, op.localGet, to, op.localGet, from, op.localGet, piece);
        instruction();
        advance(w, to, targetWide, piece, wide);
        advance(w, from, sourceWide, piece, wide);
      });
    });
  }

  /** What moving as much as a local says burns. */
  #burn(w: WasmWriter, refill: number, wide: boolean, count: number): void {
    const { fuel } = this.#places;
    write(w, op.globalGet, fuel, op.localGet, count);
    if (wide) {
      w.raw(op.i64Const, longShift, i64Op.shrU);
      // counts beyond memory fail by themselves
      w.raw(i32Op.wrap, op.i32Const);
      w.s(0x3fff_ffff);
      w.u8(0x71); // i32.and
    } else w.raw(op.i32Const, longShift, i32Op.shrU);
    w.u8(i32Op.sub);
    write(w, op.globalSet, fuel, op.globalGet, fuel, op.i32Const, 0);
    w.raw(i32Op.ltS, op.if, noResult);
    write(w, op.call, refill);
    w.u8(op.end);
  }
}

/** Instructions with one small number each. */
function write(w: WasmWriter, ...code: number[]): void {
  for (let i = 0; i < code.length; i += 2) {
    w.u8(code[i]!);
    if (code[i] === op.i32Const) w.s(code[i + 1]!);
    else w.u(code[i + 1]!);
  }
}

/** What reaches beyond a memory is left to the instruction itself, which traps before it writes anything. */
function whereOutside(
  w: WasmWriter,
  places: readonly { readonly memory: number; readonly wide: boolean; readonly at: number }[],
  count: number,
  countWide: boolean,
  instruction: () => void,
): void {
  const wideLocal = (local: number, wide: boolean) => {
    write(w, op.localGet, local);
    if (!wide) w.u8(i64Op.extendU);
  };
  for (const { memory, wide, at } of places) {
    const size = () => {
      write(w, op.memorySize, memory);
      if (!wide) w.u8(i64Op.extendU);
      w.raw(op.i64Const, 16, i64Op.shl);
    };
    wideLocal(count, countWide);
    size();
    w.u8(i64Op.gtU);
    wideLocal(at, wide);
    size();
    wideLocal(count, countWide);
    w.raw(i64Op.sub, i64Op.gtU, 0x72 /* i32.or */, op.if, noResult);
    instruction();
    w.raw(op.return, op.end);
  }
}

/** Runs `body` for each piece of what a local counts, until it is 0; not at all where it is from the start. */
function inPieces(w: WasmWriter, count: number, piece: number, wide: boolean, body: () => void): void {
  w.raw(op.block, noResult, op.loop, noResult);
  write(w, op.localGet, count);
  w.raw(wide ? i64Op.eqz : i32Op.eqz, op.brIf, 1);
  write(w, op.localGet, count);
  w.u8(wide ? op.i64Const : op.i32Const);
  w.s(chunkBytes);
  write(w, op.localGet, count);
  w.u8(wide ? op.i64Const : op.i32Const);
  w.s(chunkBytes);
  w.raw(wide ? i64Op.ltU : i32Op.ltU, 0x1b /* select */);
  write(w, op.localSet, piece);
  body();
  write(w, op.localGet, count, op.localGet, piece);
  w.u8(wide ? i64Op.sub : i32Op.sub);
  write(w, op.localSet, count);
  w.raw(op.br, 0, op.end, op.end);
}

function advance(w: WasmWriter, at: number, wide: boolean, piece: number, pieceWide: boolean): void {
  write(w, op.localGet, at, op.localGet, piece);
  if (wide && !pieceWide) w.u8(i64Op.extendU);
  w.u8(wide ? i64Op.add : i32Op.add);
  write(w, op.localSet, at);
}
