import { element } from './element.ts';

/** What a drawing may use: CSS pixels, whatever the screen has, and the colours of the style sheet. */
export interface Paper {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  /** A custom property of the style sheet, `--text`. */
  colour(name: string): string;
}

/** A canvas as sharp as its screen, drawn anew at most once a frame, when somebody asked for it or the place for it changed. */
export class Drawing {
  readonly canvas: HTMLCanvasElement;
  readonly #draw: (paper: Paper) => void;
  readonly #end = new AbortController();
  #frame = 0;

  /** @param label what it shows, for those who do not see it */
  constructor(label: string, className: string, draw: (paper: Paper) => void) {
    this.canvas = element('canvas', { role: 'img', 'aria-label': label, class: className });
    this.#draw = draw;
    const resized = new ResizeObserver(() => this.invalidate());
    resized.observe(this.canvas);
    const { signal } = this.#end;
    signal.addEventListener('abort', () => resized.disconnect());
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.invalidate(), { signal });
  }

  describe(label: string): void {
    this.canvas.setAttribute('aria-label', label);
  }

  /** Draws it before the next frame is shown. */
  invalidate(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#drawNow();
    });
  }

  end(): void {
    cancelAnimationFrame(this.#frame);
    this.#end.abort();
  }

  #drawNow(): void {
    const { canvas } = this;
    const { clientWidth: width, clientHeight: height } = canvas;
    if (width === 0 || height === 0) return;
    const ratio = devicePixelRatio;
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high });
    const context = canvas.getContext('2d')!;
    const style = getComputedStyle(canvas);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.font = `12px ${style.fontFamily}`;
    this.#draw({ context, width, height, colour: (name) => style.getPropertyValue(name).trim() });
  }
}
