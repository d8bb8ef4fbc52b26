import { Drawing, type Paper } from '../shared/drawing.ts';
import { formatFigure } from './format.ts';
import { axisWidth } from './spectrogram-view.ts';

/** Least and greatest samples over time. */
export class WaveformView {
  readonly drawing = new Drawing('Waveform: nothing yet', 'waveform', (paper) => this.#draw(paper));
  /** [columns, 2], NaN where nothing came yet. */
  #extents = new Float32Array(2);
  #first = 0;
  #unit = '';
  #position: number | undefined;

  begin(columns: number, unit: string): void {
    this.#extents = new Float32Array(2 * columns).fill(Number.NaN);
    this.#first = 0;
    this.#unit = unit;
    this.#position = undefined;
    this.drawing.invalidate();
  }

  /** Extents [columns, 2], from a column on. */
  put(at: number, extents: Float32Array): void {
    this.#extents.set(extents.subarray(0, Math.max(0, this.#extents.length - 2 * at)), 2 * at);
    this.drawing.invalidate();
  }

  /** Extents that follow the last ones; as many of the oldest go. */
  append(extents: Float32Array): void {
    for (let at = 0; at < extents.length; at += 2) {
      this.put(this.#first, extents.subarray(at, at + 2));
      this.#first = (this.#first + 1) % (this.#extents.length / 2);
    }
  }

  showPosition(position: number | undefined): void {
    this.#position = position;
    this.drawing.invalidate();
  }

  #draw({ context, width, height, colour }: Paper): void {
    const extents = this.#extents;
    const columns = extents.length / 2;
    const [left, wide, middle] = [axisWidth, width - axisWidth, height / 2];
    let greatest = 0;
    for (const value of extents) greatest = Math.max(greatest, Number.isNaN(value) ? 0 : Math.abs(value));
    context.fillStyle = colour('--border');
    context.fillRect(left, middle - 0.5, wide, 1);
    const scale = greatest === 0 ? 0 : (middle - 2) / greatest;
    context.fillStyle = colour('--accent');
    const step = wide / columns;
    for (let column = 0; column < columns; column++) {
      const at = 2 * ((this.#first + column) % columns);
      const [least, most] = [extents[at]!, extents[at + 1]!];
      if (Number.isNaN(least)) continue;
      const top = middle - most * scale;
      context.fillRect(left + column * step, top, Math.max(step, 0.5), Math.max(1, (most - least) * scale));
    }
    if (this.#position !== undefined) {
      context.fillStyle = colour('--text');
      context.fillRect(left + this.#position * wide - 0.75, 0, 1.5, height);
    }
    if (greatest === 0) return;
    context.fillStyle = colour('--muted');
    context.textAlign = 'right';
    context.textBaseline = 'top';
    context.fillText(formatFigure(greatest), left - 6, 0);
    context.textBaseline = 'middle';
    context.fillText(this.#unit, left - 6, middle);
    context.textBaseline = 'bottom';
    context.fillText(formatFigure(-greatest), left - 6, height);
  }
}
