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
  const rows: number[][] = [];
  let heading = true;
  let number = 0;
  for (const line of text.split(/\r\n|\r|\n/)) {
    number++;
    if (line.trim() === '' || line.startsWith('#')) continue;
    const cells = line.trim().split(/\s*[,;\t]\s*|\s+/);
    const values = cells.slice(0, 2).map((cell) => (cell === '' ? Number.NaN : Number(cell)));
    if (values.some(Number.isNaN)) {
      if (heading && values.every(Number.isNaN)) {
        heading = false;
        continue;
      }
      const bad = cells[values.findIndex(Number.isNaN)]!;
      throw new UnreadableSignalError(`"${name}" is no list of numbers: line ${number} has "${printable(bad)}"`);
    }
    heading = false;
    if (rows.length > 0 && rows[0]!.length !== values.length)
      throw new UnreadableSignalError(`"${name}" is no table: line ${number} has another number of columns`);
    rows.push(values);
  }
  if (rows.length < 2) throw new UnreadableSignalError(`"${name}" holds no numbers`);
  const two = rows[0]!.length === 2;
  const rate = two ? rateOf(rows.map((row) => row[0]!)) : undefined;
  const column = rate === undefined ? 0 : 1;
  const remarks = two && rate === undefined ? ['It has several columns, of which the first is used.'] : [];
  return { values: Float64Array.from(rows, (row) => row[column]!), rate, remarks };
}

/** Samples per second, where times in seconds rise in equal steps, to a thousandth of one. */
function rateOf(times: readonly number[]): number | undefined {
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
 * Opens a text of numbers.
 *
 * @param parse `parseCsv`, in a worker: a text of megabytes takes a while
 * @param givenRate samples per second where the text has no times
 */
export async function openCsv(
  name: string,
  file: Blob,
  parse: (name: string, text: string) => Promise<ParsedCsv>,
  givenRate: number,
): Promise<Signal> {
  const whole = file.size <= mostBytes;
  const text = await file.slice(0, mostBytes).text();
  const { values, rate, remarks } = await parse(name, whole ? text : text.slice(0, text.lastIndexOf('\n')));
  const notes = [
    ...remarks,
    ...(rate === undefined ? [`It says nothing of time: ${givenRate} samples a second are taken, as set above.`] : []),
    ...(whole ? [] : [`Of its ${Math.round(file.size / 2 ** 20)} MiB the first ${mostBytes / 2 ** 20} are read.`]),
  ];
  return {
    ...{ name, rate: rate ?? givenRate, samples: values.length, unit: '' as const, remarks: notes },
    read: async (from, count) => ({
      bytes: new Uint8Array(values.slice(from, from + count).buffer),
      ...({ format: 'f64', channels: 1, offset: 0, scale: 1 } as const),
    }),
  };
}
