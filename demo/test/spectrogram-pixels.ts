import type { Page } from 'playwright-core';

/** What a test reads off the spectrogram's canvas. */
export interface BrightRow {
  /** Of the brightest row of the picture, from the bottom (0) to the top (1). */
  readonly height: number;
  /** How bright it is on average, 0 to 255, and the median row. */
  readonly brightness: number;
  readonly median: number;
}

/** The row of pixels that is brightest over the right half of the picture, axes left out. */
export async function brightestRow(page: Page): Promise<BrightRow> {
  return page.locator('canvas.spectrogram').evaluate((canvas: HTMLCanvasElement) => {
    const [left, axis] = [66 * devicePixelRatio, 18 * devicePixelRatio].map(Math.ceil) as [number, number];
    const from = Math.round((left + canvas.width) / 2);
    const [width, height] = [canvas.width - from, canvas.height - axis];
    // off a copy: the browser warns of a canvas that is read often
    const copy = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
    copy.drawImage(canvas, -from, 0);
    const { data } = copy.getImageData(0, 0, width, height);
    const rows = Array.from({ length: height }, (_, y) => {
      let sum = 0;
      for (let at = 4 * y * width; at < 4 * (y + 1) * width; at += 4) sum += (data[at]! + data[at + 1]! + data[at + 2]!) / 3;
      return sum / width;
    });
    const brightness = Math.max(...rows);
    const best = rows.indexOf(brightness);
    return { height: 1 - (best + 0.5) / height, brightness, median: rows.toSorted((a, b) => a - b)[height >> 1]! };
  });
}
