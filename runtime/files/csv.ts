import { type Options, parse } from 'csv-parse/sync';
import { InvalidFileError } from '../errors.ts';
import type { FileTensor } from './file-tensor.ts';

/**
 * Reads numbers from comma-, semicolon- or tab-separated text in UTF-8 or, with its byte-order mark, UTF-16; with or
 * without a heading line: one column is [rows], several are [columns, rows], each column a signal. Numbers are decimal;
 * `nan` and `inf` are numbers too.
 *
 * @throws {InvalidFileError} naming the line of the first cell that is not a number
 */
export function decodeCsv(file: string, bytes: Uint8Array): FileTensor {
  const text = decodeText(file, bytes);
  const options: Options = { delimiter: delimiterOf(text), trim: true, skip_empty_lines: true, comment: '#' };
  let rows: string[][];
  try {
    rows = parse(text, options) as unknown as string[][];
  } catch (cause) {
    throw new InvalidFileError(file, printable((cause as Error).message), { cause });
  }
  // a heading has no number: a line that mixes them is a row with a mistake
  const first = rows[0] ?? [];
  const heading = first.some((cell) => cell !== '') && first.every((cell) => toNumber(cell) === undefined) ? 1 : 0;
  const body = rows.slice(heading);
  const columns = body[0]?.length ?? 0;
  if (columns === 0) throw new InvalidFileError(file, 'it holds no rows');
  const data = new Float64Array(columns * body.length);
  for (const [i, row] of body.entries()) {
    for (const [j, cell] of row.entries()) {
      const value = toNumber(cell);
      if (value === undefined) {
        const line = lineOf(text, options, heading + i);
        throw new InvalidFileError(file, `line ${line}, column ${j + 1} is "${printable(cell)}", not a number`);
      }
      data[j * body.length + i] = value;
    }
  }
  return { data, dimensions: columns === 1 ? [body.length] : [columns, body.length] };
}

function decodeText(file: string, bytes: Uint8Array): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new InvalidFileError(file, 'it is no text in UTF-8', { cause });
  }
}

/** What separates the cells of the first line that is no comment: a tab, else a semicolon, else a comma. */
function delimiterOf(text: string): string {
  const line = /^(?!#)[^\n]*\S[^\n]*/m.exec(text)?.[0] ?? '';
  return ['\t', ';'].find((delimiter) => line.includes(delimiter)) ?? ',';
}

const words = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
]);

function toNumber(cell: string): number | undefined {
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(cell)) return Number(cell);
  const size = words.get(cell.replace(/^[+-]/, '').toLowerCase());
  return size !== undefined && cell.startsWith('-') ? -size : size;
}

/** Where a row ends in the file; comments and empty lines are no rows. */
function lineOf(text: string, options: Options, row: number): number {
  const records = parse(text, { ...options, info: true, to: row + 1 }) as unknown as { info: { lines: number } }[];
  return records[row]!.info.lines;
}

/** What a message can show of a file's text. */
function printable(text: string): string {
  const start = text.replaceAll(/\p{Cc}/gu, '\ufffd');
  return start.length > 200 ? `${start.slice(0, 200)}…` : start;
}
