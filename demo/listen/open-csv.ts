import { type Signal, UnreadableSignalError } from './signal.ts';

/** Longer texts are cut here: this is some minutes of a fast sensor. */
const mostBytes = 64 * 2 ** 20;

/** What `parseCsv` makes of a text. */
export interface ParsedCsv {
  readonly values: Float64Array<ArrayBuffer>;
  /** Where a column is time in equal steps. */
  readonly rate: number | undefined;
  readonly remarks: readonly string[];
}

/**
 * Reads numbers from comma-, semicolon-, tab- or blank-separated text, with or without a heading. Of two columns and more,
 * one that rises in equal steps at the beginning is time in seconds, and the next is used; else the first.
 *
 * @throws {UnreadableSignalError} naming the line of the first cell that is no number
 */
export function parseCsv(name: string, text: string): ParsedCsv {
  const columns = [new Column(), new Column()] as const;
  let width: number | undefined;
  let heading = true;
  let number = 0;
  for (const line of linesOf(text)) {
    number++;
    if (line.trim() === '' || line.startsWith('#')) continue;
    const cells = line.trim().split(/\s*[,;\t]\s*|\s+/, 2); // a line may have a million more
    const values = cells.map((cell) => (cell === '' ? Number.NaN : Number(cell)));
    if (values.some(Number.isNaN)) {
      if (heading && values.every(Number.isNaN)) {
        heading = false;
        continue;
      }
      const bad = cells[values.findIndex(Number.isNaN)]!;
      throw new UnreadableSignalError(`"${name}" is no list of numbers: line ${number} has "${printable(bad)}"`);
    }
    heading = false;
    width ??= values.length;
    if (width !== values.length) throw new UnreadableSignalError(`"${name}" is no table: line ${number} has another number of columns`);
    for (const [i, value] of values.entries()) columns[i]!.push(value);
  }
  const [first, second] = [columns[0].values, columns[1].values];
  if (first.length < 2) throw new UnreadableSignalError(`"${name}" holds no numbers`);
  const rate = width === 2 ? rateOf(first) : undefined;
  const remarks = width === 2 && rate === undefined ? ['It has several columns, of which the first is used.'] : [];
  return { values: rate === undefined ? first : second, rate, remarks };
}

/** Numbers, of which nobody knows how many will come. */
class Column {
  #values = new Float64Array(1024);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const longer = new Float64Array(2 * this.#length);
      longer.set(this.#values);
      this.#values = longer;
    }
    this.#values[this.#length++] = value;
  }

  get values(): Float64Array<ArrayBuffer> {
    return this.#values.subarray(0, this.#length);
  }
}

function* linesOf(text: string): Generator<string> {
  let from = 0;
  for (const { 0: end, index } of text.matchAll(/\r\n|\r|\n/g)) {
    yield text.slice(from, index);
    from = index + end.length;
  }
  yield text.slice(from);
}

/** Samples per second, where times in seconds rise in equal steps, to a thousandth of one. */
function rateOf(times: Float64Array): number | undefined {
  const step = (times.at(-1)! - times[0]!) / (times.length - 1);
  if (!(step > 0)) return undefined;
  const even = times.every((time, i) => Math.abs(time - times[0]! - i * step) < 0.5 * step);
  return even ? Math.round(1e6 / step) / 1e6 : undefined;
}

function printable(cell: string): string {
  const clean = cell.replaceAll(/\p{Cc}/gu, '\ufffd');
  return clean.length > 40 ? `${clean.slice(0, 40)}…` : clean;
}

/**
 * Reads a text of numbers.
 *
 * @param parse `parseCsv`, in a worker: a text of megabytes takes a while
 */
export async function readCsv(name: string, file: Blob, parse: (name: string, text: string) => Promise<ParsedCsv>): Promise<ParsedCsv> {
  const whole = file.size <= mostBytes;
  const text = await file.slice(0, mostBytes).text();
  const parsed = await parse(name, whole ? text : text.slice(0, text.lastIndexOf('\n')));
  if (whole) return parsed;
  const cut = `Of its ${Math.round(file.size / 2 ** 20)} MiB the first ${mostBytes / 2 ** 20} are read.`;
  return { ...parsed, remarks: [...parsed.remarks, cut] };
}

/** @param givenRate samples per second where the text has no times */
export function csvSignal(name: string, { values, rate, remarks }: ParsedCsv, givenRate: number): Signal {
  const timeless = `It says nothing of time: ${givenRate} samples a second are taken, as set above.`;
  return {
    ...{ name, rate: rate ?? givenRate, samples: values.length, unit: '' as const },
    remarks: rate === undefined ? [...remarks, timeless] : remarks,
    read: async (from, count) => ({
      bytes: new Uint8Array(values.slice(from, from + count).buffer),
      ...({ format: 'f64', channels: 1, offset: 0, scale: 1 } as const),
    }),
  };
}
