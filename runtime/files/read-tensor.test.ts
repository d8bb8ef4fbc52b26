import { mkdtemp, rm, writeFile } from 'node:fs/promises';
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

  test.each([0, 3, 11, 12, 20, 30, 40])('cut to %i bytes it is a typed error', async (length) => {
    await expect(read('f.wav', wav(1, 8000, '16', [1, 2, 3]).slice(0, length))).rejects.toThrow(InvalidFileError);
  });
});

describe('CSV', () => {
  test.each([
    ['1\n2\n3\n', [3], [1, 2, 3]],
    ['1,nan\n3,4\n', [2, 2], [1, 3, Number.NaN, 4]],
    ['time;level\n0;1.5\n1;-2e3\n', [2, 2], [0, 1, 1.5, -2000]],
    ['\ufeff# a comment\n1,2\r\n3,nan\r\n', [2, 2], [1, 3, 2, Number.NaN]],
  ])('%j', async (text, dimensions, data) => {
    expect(await read('a.csv', text)).toEqual({ data: Float64Array.from(data), dimensions });
  });

  test.each([
    ['', 'holds no rows'],
    ['a,b\n', 'holds no rows'],
    ['1\nx\n', 'row 2, column 1 is "x", not a number'],
    ['1,2\n3\n', 'Invalid Record Length'],
    ['0;1,5\n1;2,5\n', 'column 2 is "2,5"'],
    ['1,,3\n4,5,6\n', 'row 1, column 2 is ""'],
  ])('%j is refused', async (text, message) => {
    await expect(read('b.csv', text)).rejects.toThrow(message);
  });
});

test('a missing file and an unknown kind are named', async () => {
  await expect(readTensor('/nowhere/x.wav')).rejects.toThrow('Cannot read "/nowhere/x.wav": there is no such file');
  await expect(readTensor('x.mp3')).rejects.toThrow('".mp3" is none of .wav, .csv, .npy');
});
