import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { bandsOf, type Recording, readRecording } from './recording.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const recordings = JSON.parse(fs.readFileSync(new URL('recordings.json', import.meta.url), 'utf8')) as Recording[];

describe('recordings.json', () => {
  test.each(recordings)('$file is as data/README.md says', async (recording) => {
    const { data, rate } = await readRecording(recording, folder);
    const isForce = recording.unit === 'N';
    expect({ rate, seconds: data.length / rate }).toEqual({ rate: isForce ? 6_400 : 50_000, seconds: 10 });
    expect(recording.speed).toBeCloseTo(isForce ? 306 / 60 : 2_500 / 60, 12);
    const mean = data.reduce((sum, x) => sum + x, 0) / data.length;
    const rms = Math.sqrt(data.reduce((sum, x) => sum + x * x, 0) / data.length);
    // The offset takes the microphone's mean away; 0.05 to 0.1 Pa are 68 to 74 dB beside a motor
    if (!isForce) {
      expect(Math.abs(mean)).toBeLessThan(1e-3);
      expect(rms).toBeGreaterThan(0.04);
      expect(rms).toBeLessThan(0.12);
    }
    for (const [low, high] of Array.from({ length: bandsOf(recording.grid).length / 2 }, (_, i) =>
      bandsOf(recording.grid).slice(2 * i, 2 * i + 2),
    )) {
      expect(high! - low!).toBe(recording.grid.width);
      expect(high).toBeLessThanOrEqual(rate / 2);
      expect((high! - low!) / recording.speed).toBeGreaterThan(25);
    }
  });
});

test('readRecording() scales what the file stores, offset first', async () => {
  const recording = recordings.find(({ unit }) => unit === 'Pa')!;
  const { offset, scale, ...plain } = recording;
  const [stored, physical] = await Promise.all([readRecording(plain, folder), readRecording(recording, folder)]);
  expect(Number.isInteger(stored.data[12_345])).toBe(true);
  expect(physical.data[12_345]).toBeCloseTo((stored.data[12_345]! + 0.47019) * 3.622637249e-4, 12);
});

test('bandsOf() gives adjacent pairs', () => {
  expect(bandsOf({ from: 100, to: 700, width: 200 })).toEqual([100, 300, 300, 500, 500, 700]);
});
