import { expect, test } from 'vitest';
import { planBlocks } from './spectrogram-plan.ts';

test.each([1, 127, 128, 1000, 1151, 16_384, 64_000, 500_000, 1_440_001])(
  'planBlocks(%i) covers every sample, and no spectrum twice',
  (samples) => {
    const { segment, overlap, blocks, columns } = planBlocks(samples);
    const hop = segment - overlap;
    expect(blocks[0]!.from).toBe(0);
    expect(blocks.at(-1)!.to).toBe(samples);
    expect(columns).toBeLessThanOrEqual(1024);
    for (const [i, { from, to }] of blocks.entries()) {
      expect(to - from).toBeGreaterThanOrEqual(segment);
      expect(from % hop).toBe(0);
      if (i > 0) expect(from).toBe(blocks[i - 1]!.to - overlap);
    }
  },
);
