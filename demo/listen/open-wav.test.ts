import { expect, test } from 'vitest';
import { makeWav, sine } from '../test/make-wav.ts';
import { openWav } from './open-wav.ts';
import { UnreadableSignalError } from './signal.ts';
import { decode } from './signal-tasks.ts';

const samples = sine(8000, 440, 0.1);
const open = (bytes: Uint8Array<ArrayBuffer>) => openWav('test.wav', new Blob([bytes]));
const whole = (bytes: Buffer) => Uint8Array.from(bytes);

test.each([false, true])('openWav() reads what was written, floats: %s', async (floats) => {
  const signal = await open(whole(makeWav({ rate: 8000, samples, channels: 2, floats })));
  expect([signal.rate, signal.samples, signal.remarks]).toEqual([8000, 800, ['It has 2 channels, of which the first is used.']]);
  const [read] = decode(await signal.read(100, 50), []);
  for (const [i, value] of read!.entries()) expect(value).toBeCloseTo(samples[100 + i]!, floats ? 6 : 3);
  expect((await signal.read(780, 50)).bytes.length).toBe(20 * 2 * (floats ? 4 : 2));
});

test('decode() reads every format, sign and byte order', () => {
  const read = (format: Parameters<typeof decode>[0]['format'], ...bytes: number[]) =>
    decode({ bytes: Uint8Array.from(bytes), format, channels: 1, offset: 0, scale: 1 }, [{ from: 0, to: 1 }]).map((piece) => [...piece]);
  expect(read('u8', 0, 255)).toEqual([[0, 255], [0]]);
  expect(read('s16', 0xff, 0xff, 1, 0)).toEqual([[-1, 1], [-1]]);
  expect(read('s24', 0xfe, 0xff, 0xff, 0, 1, 0)).toEqual([[-2, 256], [-2]]);
  expect(read('s32', 0, 0, 0, 0x80)[0]).toEqual([-(2 ** 31)]);
  expect(read('f32', 0, 0, 0x80, 0x3f, 0, 0, 0xc0, 0x7f)[0]).toEqual([1, 0]); // not a number: a gap
  expect(read('f64', 0, 0, 0, 0, 0, 0, 0xf0, 0x3f)[0]).toEqual([1]);
});

test('openWav() uses what a truncated file has, and says so', async () => {
  const bytes = whole(makeWav({ rate: 8000, samples }));
  const signal = await open(bytes.slice(0, 44 + 401));
  expect(signal.samples).toBe(200);
  expect(signal.remarks).toEqual(['The file ends early: it says that it has 0.10 s, and has 0.03 s.']);
});

test('openWav() takes a length that nobody wrote for the rest of the file', async () => {
  for (const length of [0, 0xffffffff]) {
    const bytes = makeWav({ rate: 8000, samples });
    bytes.writeUInt32LE(length, 40);
    expect((await open(whole(bytes))).samples).toBe(800);
  }
});

test.each([
  ['nothing', Buffer.alloc(0), '"test.wav" is no WAV file'],
  ['text', Buffer.from('a melody, but as a text'), '"test.wav" is no WAV file'],
  ['only a header', makeWav({ rate: 8000, samples: new Float64Array() }), '"test.wav" is a WAV file without samples'],
  ['no chunks', makeWav({ rate: 8000, samples }).subarray(0, 12), '"test.wav" is a WAV file without samples'],
  ['a cut header', makeWav({ rate: 8000, samples }).subarray(0, 30), '"test.wav" ends within its header'],
])('openWav() refuses %s', async (_what, bytes, message) => {
  await expect(open(whole(bytes))).rejects.toThrow(new UnreadableSignalError(message));
});

test('openWav() refuses compressed samples, naming their kind', async () => {
  const bytes = makeWav({ rate: 8000, samples });
  bytes.writeUInt16LE(0x55, 20);
  await expect(open(whole(bytes))).rejects.toThrow('holds samples of a kind that is not read here (format 85, 16 bits)');
});

test('openWav() reads or refuses whatever bytes there are', async () => {
  const seed = 20_261_126;
  console.log(`seed ${seed}`);
  let state = seed;
  const random = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const seen = { read: 0, refused: 0 };
  for (let round = 0; round < 500; round++) {
    const bytes = whole(makeWav({ rate: 8000, samples: samples.subarray(0, 64) }));
    for (let change = random(6); change >= 0; change--) bytes[random(change % 2 === 0 ? 44 : bytes.length)] = random(256);
    try {
      const signal = await open(bytes.slice(0, random(4) === 0 ? random(bytes.length) : bytes.length));
      const [read] = decode(await signal.read(0, signal.samples), []);
      expect(read!.length).toBe(signal.samples);
      expect(read!.every(Number.isFinite)).toBe(true);
      seen.read++;
    } catch (error) {
      expect(error).toBeInstanceOf(UnreadableSignalError);
      seen.refused++;
    }
  }
  expect(Math.min(seen.read, seen.refused)).toBeGreaterThan(50);
});
