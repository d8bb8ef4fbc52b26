import { styleText } from 'node:util';
import type { ProgressEvent } from '../../pipeline/run-options.ts';

/** Draws the stages of a pipeline on one line of the terminal, and takes the line away at the end. */
export class ProgressBar {
  readonly #stream = process.stderr;
  readonly #running = new Set<string>();
  readonly #began = performance.now();
  #drawn = false;

  /** Nothing is drawn for work shorter than this. */
  static readonly patienceMs = 300;

  update({ kind, stage, completed, total }: ProgressEvent): void {
    if (kind === 'stage-started') this.#running.add(stage);
    else this.#running.delete(stage);
    if (!this.#stream.isTTY || performance.now() - this.#began < ProgressBar.patienceMs) return;
    this.#stream.write(`\r${progressLine(completed, total, [...this.#running], this.#stream.columns || 80)}\x1b[K`);
    this.#drawn = true;
  }

  close(): void {
    if (this.#drawn) this.#stream.write('\r\x1b[K');
    this.#drawn = false;
  }
}

/** One line that fits a terminal of so many columns: a line that wraps could not be taken away. */
export function progressLine(completed: number, total: number, running: readonly string[], columns: number): string {
  const width = Math.min(24, Math.floor(columns / 3));
  const filled = Math.round((completed / total) * width);
  const bar = styleText('cyan', '━'.repeat(filled)) + styleText('dim', '━'.repeat(width - filled));
  return bar + ` ${completed}/${total} ${running.join(', ')}`.slice(0, Math.max(0, columns - width - 1));
}
