import { colourMap } from '../shared/colour-map.ts';
import { Drawing, type Paper } from '../shared/drawing.ts';
import { formatHertz, formatSeconds } from './format.ts';

export interface SpectrogramShape {
  /** Of the whole picture, left to right. */
  readonly columns: number;
  /** Bottom to top, from 0 Hz to `highest`. */
  readonly bins: number;
  /** Hz */
  readonly highest: number;
  readonly seconds: number;
}

/** What is shown below the greatest level, dB. */
const rangeDb = 70;
/** Room for the names of frequencies and times. */
export const axisWidth = 66;
const axisHeight = 18;

/** Power over time and frequency, in colours; columns come in any order, or at the right end while the rest moves on. */
export class SpectrogramView {
  readonly drawing = new Drawing('Spectrogram: nothing yet', 'spectrogram', (paper) => this.#draw(paper));
  readonly #picture = new OffscreenCanvas(1, 1);
  #shape: SpectrogramShape = { columns: 1, bins: 1, highest: 1, seconds: 1 };
  /** [columns, bins], NaN where nothing came yet. */
  #levels = new Float32Array(1);
  #image = new ImageData(1, 1);
  /** Of each column, and of all. */
  #peaks = new Float32Array(1);
  #greatest = Number.NEGATIVE_INFINITY;
  /** Where in the picture the oldest column is. */
  #first = 0;
  /** Columns that the picture does not show yet. */
  #stale: { from: number; to: number } | undefined;
  /** Of the whole, where something is heard now; undefined: nowhere. */
  #position: number | undefined;

  begin(shape: SpectrogramShape): void {
    this.#shape = shape;
    this.#levels = new Float32Array(shape.columns * shape.bins).fill(Number.NaN);
    this.#image = new ImageData(shape.columns, shape.bins);
    Object.assign(this.#picture, { width: shape.columns, height: shape.bins });
    this.#peaks = new Float32Array(shape.columns).fill(Number.NEGATIVE_INFINITY);
    this.#greatest = Number.NEGATIVE_INFINITY;
    this.#first = 0;
    this.#position = undefined;
    this.#stale = { from: 0, to: shape.columns };
    this.drawing.invalidate();
  }

  /** Levels in dB [columns, bins], from a column on. */
  put(at: number, levels: Float32Array): void {
    const { columns, bins } = this.#shape;
    const count = Math.min(levels.length / bins, columns - at);
    if (count <= 0) return;
    this.#levels.set(levels.subarray(0, count * bins), at * bins);
    for (let column = at; column < at + count; column++) {
      let peak = Number.NEGATIVE_INFINITY;
      for (const level of this.#levels.subarray(column * bins, (column + 1) * bins)) if (level > peak) peak = level;
      this.#peaks[column] = peak;
    }
    let greatest = Number.NEGATIVE_INFINITY;
    for (const peak of this.#peaks) if (peak > greatest) greatest = peak;
    const { from, to } = this.#stale ?? { from: at, to: at };
    // another greatest level changes all colours; in a stream, it also goes with its column
    const all = greatest !== this.#greatest;
    this.#greatest = greatest;
    this.#stale = all ? { from: 0, to: columns } : { from: Math.min(from, at), to: Math.max(to, at + count) };
    this.drawing.invalidate();
  }

  /** Levels that follow the last ones; as many of the oldest go. */
  append(levels: Float32Array): void {
    const { columns, bins } = this.#shape;
    for (let at = 0; at < levels.length; at += bins) {
      this.put(this.#first, levels.subarray(at, at + bins));
      this.#first = (this.#first + 1) % columns;
    }
  }

  /** @param position of the whole, 0 to 1 */
  showPosition(position: number | undefined): void {
    this.#position = position;
    this.drawing.invalidate();
  }

  #paint({ from, to }: { from: number; to: number }): void {
    const { columns, bins } = this.#shape;
    const words = new Uint32Array(this.#image.data.buffer);
    const floor = this.#greatest - rangeDb;
    for (let column = from; column < to; column++) {
      for (let bin = 0; bin < bins; bin++) {
        const level = this.#levels[column * bins + bin]!;
        const colour = Number.isNaN(level) ? 0 : colourMap[Math.max(0, Math.min(255, Math.round(((level - floor) / rangeDb) * 255)))]!;
        words[(bins - 1 - bin) * columns + column] = colour;
      }
    }
    this.#picture.getContext('2d')!.putImageData(this.#image, 0, 0, from, 0, to - from, bins);
  }

  #draw({ context, width, height, colour }: Paper): void {
    if (this.#stale !== undefined) this.#paint(this.#stale);
    this.#stale = undefined;
    const { columns, bins, highest, seconds } = this.#shape;
    const [left, wide, high] = [axisWidth, width - axisWidth, height - axisHeight];
    context.fillStyle = '#000004';
    context.fillRect(left, 0, wide, high);
    const older = columns - this.#first;
    const split = (older / columns) * wide;
    context.imageSmoothingQuality = 'high';
    context.drawImage(this.#picture, this.#first, 0, older, bins, left, 0, split, high);
    if (this.#first > 0) context.drawImage(this.#picture, 0, 0, this.#first, bins, left + split, 0, wide - split, high);
    if (this.#position !== undefined) {
      context.fillStyle = '#fff';
      context.fillRect(left + this.#position * wide - 0.75, 0, 1.5, high);
    }
    context.fillStyle = colour('--muted');
    context.textAlign = 'right';
    for (let part = 0; part <= 4; part++) {
      context.textBaseline = part === 0 ? 'bottom' : part === 4 ? 'top' : 'middle';
      context.fillText(formatHertz((highest * part) / 4), left - 6, high * (1 - part / 4));
    }
    context.textBaseline = 'bottom';
    for (let part = 0; part <= 4; part++) {
      context.textAlign = part === 0 ? 'left' : part === 4 ? 'right' : 'center';
      context.fillText(formatSeconds((seconds * part) / 4), left + (wide * part) / 4, height);
    }
  }
}
