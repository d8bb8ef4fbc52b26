import { expect, test } from 'vitest';
import { csvSignal, parseCsv, readCsv } from './open-csv.ts';

test.each([
  ['one column', '1\n-2.5\n3e2\n', [1, -2.5, 300], undefined],
  ['a heading, comments, empty lines', '# a sensor\nvalue\n\n1\r\n2\r\n', [1, 2], undefined],
  ['times in seconds', 'time,value\n0,5\n0.01,6\n0.02,7\n', [5, 6, 7], 100],
  ['semicolons', '0;5\n0.5;6\n1;7', [5, 6, 7], 2],
  ['blanks', '0.00 1\n0.25 2\n0.50 3', [1, 2, 3], 4],
  ['two columns that are no times', '3,5\n1,6\n2,7\n', [3, 1, 2], undefined],
])('parseCsv() reads %s', (_what, text, values, rate) => {
  const parsed = parseCsv('a.csv', text);
  expect([[...parsed.values], parsed.rate]).toEqual([values, rate]);
});

test.each([
  ['', '"a.csv" holds no numbers'],
  ['1\n', '"a.csv" holds no numbers'],
  ['1\n2\nthree\n', '"a.csv" is no list of numbers: line 3 has "three"'],
  ['a,b\n1,2\n3,x\n', '"a.csv" is no list of numbers: line 3 has "x"'],
  ['1,2\n3\n', '"a.csv" is no table: line 2 has another number of columns'],
  ['RIFF\0\u0001\u0002\nWAVE', '"a.csv" is no list of numbers: line 2 has "WAVE"'],
])('parseCsv() refuses %j', (text, message) => {
  expect(() => parseCsv('a.csv', text)).toThrow(message);
});

test('csvSignal() takes the given rate where there are no times, and says so', async () => {
  const parsed = await readCsv('a.csv', new Blob(['1\n2\n3\n4\n']), async (name, text) => parseCsv(name, text));
  const signal = csvSignal('a.csv', parsed, 250);
  expect([signal.rate, signal.samples]).toEqual([250, 4]);
  expect(signal.remarks).toEqual(['It says nothing of time: 250 samples a second are taken, as set above.']);
  expect([...new Float64Array((await signal.read(1, 2)).bytes.buffer)]).toEqual([2, 3]);
});
