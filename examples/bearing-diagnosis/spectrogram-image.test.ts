import { expect, test } from 'vitest';
import { spectrogramImage } from './spectrogram-image.ts';

test('spectrogramImage() averages cells, turns frames into columns, and measures against the greatest', () => {
  // 4 frames of 2 bins: bin 1 has a tenth of bin 0's power, the last two frames a hundredth
  const data = Float64Array.of(10, 1, 30, 3, 0.2, 0.02, 0.2, 0.02);
  const image = spectrogramImage({ type: 'fp64', dimensions: [4, 2], data }, { columns: 2, rows: 9, duration: 1, highest: 10 });
  expect([image.columns, image.rows]).toEqual([2, 2]);
  [0, -20, -10, -30].forEach((level, i) => {
    expect(image.level[i]).toBeCloseTo(level, 9);
  });
});
