import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import wavefile from 'wavefile';
import { InvalidFileError } from '../errors.ts';
import { readTensor } from './read-tensor.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'polyray-files-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(name: string, bytes: Uint8Array | string) {
  const file = path.join(folder, name);
  await writeFile(file, bytes);
  return readTensor(file);
}
function wav(channels: number, rate: number, depth: string, samples: number[] | number[][]): Uint8Array {
  const wave = new wavefile.WaveFile();
  wave.fromScratch(channels, rate, depth, samples as never);
  return wave.toBuffer();
}

describe('WAV', () => {
  test('16-bit samples are the integers stored', async () => {
    expect(await read('a.wav', wav(1, 8000, '16', [0, -32768, 32767]))).toEqual({
      data: Float64Array.of(0, -32768, 32767),
      dimensions: [3],
      rate: 8000,
    });
  });

  test('32-bit float samples are as they are', async () => {
    expect((await read('b.wav', wav(1, 6400, '32f', [0.5, -1.25]))).data).toEqual(Float64Array.of(0.5, -1.25));
  });

  test('several channels are rows', async () => {
    const tensor = await read(
      'c.wav',
      wav(2, 8000, '16', [
        [1, 2, 3],
        [4, 5, 6],
      ]),
    );
    expect(tensor).toEqual({ data: Float64Array.of(1, 2, 3, 4, 5, 6), dimensions: [2, 3], rate: 8000 });
  });

  test('a file that lies about its length is refused, with the place', async () => {
    const bytes = wav(
      1,
      8000,
      '16',
      Array.from({ length: 100 }, (_, i) => i),
    );
    await expect(read('d.wav', bytes.slice(0, -20))).rejects.toThrow(/chunk "data" at byte 36 says 200 bytes, 180 are left/);
    new DataView(bytes.buffer).setUint32(40, 0xffff_fff0, true);
    await expect(read('e.wav', bytes)).rejects.toThrow(InvalidFileError);
  });

  /** Some parts of a file of two frames, replaced. */
  function liar(changes: Record<number, [bytes: number, value: number]>, more = 0): Uint8Array {
    const bytes = new Uint8Array([...wav(1, 8000, '16', [1, 2]), ...new Uint8Array(more)]);
    const view = new DataView(bytes.buffer);
    for (const [at, [size, value]] of Object.entries(changes))
      size === 2 ? view.setUint16(+at, value, true) : view.setUint32(+at, value, true);
    return bytes;
  }

  test.each<[string, Uint8Array, string]>([
    ['its own length', liar({ 4: [4, 1000] }), 'it says that it has 1008 bytes, it has 48'],
    ['its own length, less', liar({ 4: [4, 10] }), 'it has no chunk "fmt " up to byte 18'],
    ['less data than there is', liar({ 40: [4, 2] }), 'the 2 bytes from byte 46 on belong to no chunk'],
    ['less data than there is, by more', liar({ 4: [4, 140], 40: [4, 2] }, 100), 'there is no chunk at byte 46'],
    ['half a frame', liar({ 40: [4, 3] }), '3 bytes of data are no whole number of frames, 2 bytes each'],
    ['a short header', liar({ 16: [4, 4] }), 'chunk "fmt " at byte 12 has 4 bytes, not 16'],
    ['no channels', liar({ 22: [2, 0] }), 'it has no channels'],
    ['more channels than fit', liar({ 22: [2, 65535] }), 'it says 2 bytes per frame; 65535 channels of 16 bits have 131070'],
    ['no rate', liar({ 24: [4, 0] }), 'its sampling rate is 0'],
    ['odd samples', liar({ 34: [2, 7] }), 'integers of 7 bits; 8, 16, 24, 32 are read'],
    ['short floats', liar({ 20: [2, 3] }), 'floats of 16 bits; 32, 64 are read'],
    ['compressed samples', liar({ 20: [2, 7] }), 'its samples are compressed (format 7)'],
  ])('a file that claims %s is refused, with the place', async (_, bytes, message) => {
    await expect(read('l.wav', bytes)).rejects.toThrow(message);
  });

  test('bytes after the end are nobody’s; RF64 has its length elsewhere', async () => {
    expect((await read('m.wav', liar({}, 100))).data).toEqual(Float64Array.of(1, 2));
    const bytes = new Uint8Array([...wav(1, 8000, '16', [1, 2]), ...Buffer.from('LIST\x02\0\0\0ab')]);
    const rf64 = new Uint8Array([...bytes.subarray(0, 12), ...Buffer.from('ds64\x1c\0\0\0'), ...new Uint8Array(28), ...bytes.subarray(12)]);
    rf64.set(Buffer.from('RF64\xff\xff\xff\xff', 'latin1'));
    const view = new DataView(rf64.buffer);
    view.setUint32(28, 4, true); // the data's bytes, in the second field of ds64
    view.setUint32(76, 0xffff_ffff, true);
    expect((await read('n.wav', rf64)).data).toEqual(Float64Array.of(1, 2));
    view.setUint32(28, 4000, true);
    await expect(read('n.wav', rf64)).rejects.toThrow('chunk "data" at byte 72 says 4000 bytes, 14 are left');
  });

  test.each([0, 3, 11, 12, 20, 30, 40])('cut to %i bytes it is a typed error', async (length) => {
    await expect(read('f.wav', wav(1, 8000, '16', [1, 2, 3]).slice(0, length))).rejects.toThrow(InvalidFileError);
  });
});

describe('CSV', () => {
  test.each([
    ['1\n2\n3\n', [3], [1, 2, 3]],
    ['1,nan\n3,4\n', [2, 2], [1, 3, Number.NaN, 4]],
    ['time;level\n0;1.5\n1;-2e3\n', [2, 2], [0, 1, 1.5, -2000]],
    [',a\n0,1\n', [2, 1], [0, 1]],
    ['inf\n-INF\n+.5e1\n', [3], [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5]],
    ['\ufeff# a comment\n1,2\r\n3,nan\r\n', [2, 2], [1, 3, 2, Number.NaN]],
  ])('%j', async (text, dimensions, data) => {
    expect(await read('a.csv', text)).toEqual({ data: Float64Array.from(data), dimensions });
  });

  test.each([
    ['', 'holds no rows'],
    ['a,b\n', 'holds no rows'],
    ['1\nx\n', 'line 2, column 1 is "x", not a number'],
    ['# two\n\na,b\n1,2\n\n3,x\n', 'line 6, column 2 is "x", not a number'],
    ['1,2x\n3,4\n', 'line 1, column 2 is "2x", not a number'],
    ['1\n0x10\n', 'line 2, column 1 is "0x10", not a number'],
    ['1\n\x1b[2J\n', 'line 2, column 1 is "\ufffd[2J", not a number'],
    [`1\n${'y'.repeat(10_000)}\n`, `is "${'y'.repeat(200)}…", not a number`],
    ['1,2\n3\n', 'Invalid Record Length'],
    ['0;1,5\n1;2,5\n', 'line 1, column 2 is "1,5"'],
    ['1,,3\n4,5,6\n', 'line 1, column 2 is ""'],
  ])('%j is refused', async (text, message) => {
    await expect(read('b.csv', text)).rejects.toThrow(message);
  });
});

test('CSV is UTF-8, or UTF-16 that says so', async () => {
  const { data } = await read('u.csv', Buffer.from('\ufeff1\n2\n', 'utf16le'));
  expect(data).toEqual(Float64Array.of(1, 2));
  await expect(read('v.csv', Uint8Array.of(0x31, 0x0a, 0xb5))).rejects.toThrow('it is no text in UTF-8');
});

test('a folder, and what has no end, are not read', async () => {
  await mkdir(path.join(folder, 'w.csv'));
  await expect(readTensor(path.join(folder, 'w.csv'))).rejects.toThrow('it is a folder');
  await symlink('/dev/zero', path.join(folder, 'zero.csv'));
  await expect(readTensor(path.join(folder, 'zero.csv'))).rejects.toThrow('it is no regular file');
});

test('a missing file and an unknown kind are named', async () => {
  await expect(readTensor('/nowhere/x.wav')).rejects.toThrow('Cannot read "/nowhere/x.wav": there is no such file');
  await expect(readTensor('x.mp3')).rejects.toThrow('".mp3" is none of .wav, .csv, .npy');
});
