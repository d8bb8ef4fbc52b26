import { parse } from 'csv-parse/sync';
import { InvalidFileError } from '../errors.ts';
import type { FileTensor } from './file-tensor.ts';

/**
 * Reads numbers from comma-, semicolon- or tab-separated text, with or without a heading line: one column is [rows],
 * several are [columns, rows], each column a signal.
 *
 * @throws {InvalidFileError} naming the row of the first cell that is not a number
 */
export function decodeCsv(file: string, bytes: Uint8Array): FileTensor {
  let rows: string[][];
  try {
    const text = Buffer.from(bytes);
    rows = parse(text, { bom: true, delimiter: delimiterOf(text.toString('utf8')), trim: true, skip_empty_lines: true, comment: '#' });
  } catch (cause) {
    throw new InvalidFileError(file, (cause as Error).message, { cause });
  }
  const heading = rows[0]?.some((cell) => cell !== '' && cell.toLowerCase() !== 'nan' && Number.isNaN(toNumber(cell))) === true ? 1 : 0;
  const body = rows.slice(heading);
  const columns = body[0]?.length ?? 0;
  if (columns === 0) throw new InvalidFileError(file, 'it holds no rows');
  const data = new Float64Array(columns * body.length);
  for (const [i, row] of body.entries()) {
    for (const [j, cell] of row.entries()) {
      const value = toNumber(cell);
      if (Number.isNaN(value) && cell.toLowerCase() !== 'nan') {
        throw new InvalidFileError(file, `row ${i + heading + 1}, column ${j + 1} is "${cell}", not a number`);
      }
      data[j * body.length + i] = value;
    }
  }
  return { data, dimensions: columns === 1 ? [body.length] : [columns, body.length] };
}

/** What separates the cells of the first line that is no comment: a tab, else a semicolon, else a comma. */
function delimiterOf(text: string): string {
  const line = text.split('\n').find((candidate) => candidate.trim() !== '' && !candidate.startsWith('#')) ?? '';
  return ['\t', ';'].find((delimiter) => line.includes(delimiter)) ?? ',';
}

function toNumber(cell: string): number {
  return cell === '' ? Number.NaN : Number(cell);
}
