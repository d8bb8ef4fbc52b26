import { bulk, noResult, nullableReference, op } from './instructions.ts';
import { i32Op, i64Op, type LongInstruction, type Space, write, writePieces } from './piecewise.ts';
import { WasmWriter } from './wasm-writer.ts';

// The functions that metering appends to a module. All of them count in the global of what is left, and stop the instance
// by a trap, which no code of the guest can catch, when the host's answer is negative.

/** A value type, as it is encoded. */
type ValueType = readonly number[];
const i32: ValueType = [0x7f];
const i64: ValueType = [0x7e];
const integer = (wide: boolean) => (wide ? i64 : i32);

/** Long instructions burn a unit for every 16 bytes of memory, and 16 for each entry of a table: they take about so long. */
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
  /** The global of what growth was refused. */
  readonly refused: number;
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
    this.#typeOf([i32], [i32]); // that of the import
  }

  /** The number of a function type. */
  #typeOf(parameters: readonly ValueType[], results: readonly ValueType[]): number {
    const type = [0x60, parameters.length, ...parameters.flat(), results.length, ...results.flat()].join();
    const found = this.#types.indexOf(type);
    return this.#places.types + (found < 0 ? this.#types.push(type) - 1 : found);
  }

  get typeCount(): number {
    return this.#types.length;
  }

  writeTypes(writer: WasmWriter): void {
    for (const type of this.#types) writer.raw(...type.split(',').map(Number));
  }

  #add(name: string, parameters: readonly ValueType[], results: readonly ValueType[], write: (writer: WasmWriter) => void): number {
    const known = this.#helpers.get(name);
    if (known !== undefined) return known;
    const body = new WasmWriter(128);
    write(body);
    body.u8(op.end);
    const index = this.#places.helpers + this.list.push({ type: this.#typeOf(parameters, results), body }) - 1;
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

  /** `(count) -> count`: burns for a long instruction that is done at once. */
  charge(wide: boolean): number {
    const { refill } = this;
    return this.#add(`charge ${wide}`, [integer(wide)], [integer(wide)], (w) => {
      w.u8(0);
      this.#burn(w, refill, { wide, count: 0, most: 'any' });
      write(w, op.localGet, 0);
    });
  }

  /** `memory.fill` and `table.fill`. @param value what it is filled with */
  fill(target: Space, value: ValueType): number {
    const fill = target.kind === 'memory' ? bulk.memoryFill : bulk.tableFill;
    return this.#inPieces([integer(target.wide), value], {
      target,
      source: undefined,
      wide: target.wide,
      code: [op.bulk, fill, ...encoded(target.index)],
    });
  }

  /** `memory.copy` and `table.copy`: from the end where the places overlap so. */
  copy(target: Space, source: Space): number {
    const copy = target.kind === 'memory' ? bulk.memoryCopy : bulk.tableCopy;
    return this.#inPieces([integer(target.wide), integer(source.wide)], {
      target,
      source,
      wide: target.wide && source.wide,
      code: [op.bulk, copy, ...encoded(target.index), ...encoded(source.index)],
    });
  }

  /** `memory.init` and `table.init`. @param length of the segment, while it is not dropped */
  init(target: Space, segment: number, length: number): number {
    const init = target.kind === 'memory' ? bulk.memoryInit : bulk.tableInit;
    return this.#inPieces([integer(target.wide), i32], {
      target,
      source: { length },
      wide: false,
      code: [op.bulk, init, ...encoded(segment), ...encoded(target.index)],
    });
  }

  /** `table.grow` of a table that can hold null: by nulls at once, which is all or nothing, and then filled in pieces. */
  grow(table: Space, type: ValueType): number {
    const { wide, index } = table;
    const size = integer(wide);
    const charge = this.charge(wide);
    const fill = this.fill(table, type);
    return this.#add(`grow ${index}`, [type, size], [size], (w) => {
      const [value, count, before] = [0, 1, 2];
      w.raw(1, 1, ...size);
      w.raw(op.refNull, ...heapType(type));
      write(w, op.localGet, count, op.call, charge);
      w.raw(op.bulk, bulk.tableGrow);
      w.u(index);
      write(w, op.localTee, before);
      w.raw(wide ? op.i64Const : op.i32Const, 0x7f, wide ? i64Op.ne : i32Op.ne, op.if, noResult);
      write(w, op.localGet, before, op.localGet, value, op.localGet, count, op.call, fill);
      w.u8(op.end);
      write(w, op.localGet, before);
    });
  }

  /** `memory.grow`, which keeps in mind that it was refused. */
  growMemory({ index, wide }: Space): number {
    const size = integer(wide);
    return this.#add(`grow memory ${index}`, [size], [size], (w) => {
      const [pages, before] = [0, 1];
      w.raw(1, 1, ...size);
      write(w, op.localGet, pages, op.memoryGrow, index, op.localTee, before);
      w.raw(wide ? op.i64Const : op.i32Const, 0x7f, wide ? i64Op.eq : i32Op.eq, op.if, noResult);
      write(w, op.localGet, pages);
      if (!wide) w.u8(i64Op.extendU);
      write(w, op.globalSet, this.#places.refused);
      w.u8(op.end);
      write(w, op.localGet, before);
    });
  }

  #inPieces(operands: readonly ValueType[], instruction: LongInstruction): number {
    const { refill } = this;
    const { wide, target, code } = instruction;
    const count = integer(wide);
    return this.#add(`pieces ${code.join()}`, [...operands, count], [], (w) => {
      w.raw(1, 1, ...count);
      writePieces(w, instruction, (piece) => this.#burn(w, refill, { wide, count: piece, most: target.kind }));
    });
  }

  /** What moving as much as a local says burns. @param most a piece of a memory or of a table, or any count */
  #burn(
    w: WasmWriter,
    refill: number,
    { wide, count, most }: { readonly wide: boolean; readonly count: number; readonly most: Space['kind'] | 'any' },
  ): void {
    const { fuel } = this.#places;
    write(w, op.globalGet, fuel, op.localGet, count);
    if (wide) {
      w.raw(op.i64Const, longShift, most === 'table' ? i64Op.shl : i64Op.shrU);
      // counts beyond memory fail by themselves
      w.raw(i32Op.wrap, op.i32Const);
      w.s(0x3fff_ffff);
      w.u8(i32Op.and);
    } else w.raw(op.i32Const, longShift, most === 'table' ? i32Op.shl : i32Op.shrU);
    w.u8(i32Op.sub);
    write(w, op.globalSet, fuel, op.globalGet, fuel, op.i32Const, 0);
    w.raw(i32Op.ltS, op.if, noResult);
    write(w, op.call, refill);
    w.u8(op.end);
  }
}

/** A number as it follows an instruction. */
function encoded(value: number): number[] {
  const writer = new WasmWriter(8);
  writer.u(value);
  return [...writer.finish()];
}

/** What a nullable reference type refers to. */
const heapType = (type: ValueType) => (type[0] === nullableReference ? type.slice(1) : type);
