import { Drawing, type Paper } from '../shared/drawing.ts';
import { formatMs } from './format.ts';
import type { TaskBar } from './task-watch.ts';

/** What the pools are called here, and in which colour of the style sheet. */
const looks: Readonly<Record<string, { readonly label: string; readonly colour: string }>> = {
  cpp: { label: 'C++', colour: '--lane-cpp' },
  ml: { label: 'ML', colour: '--lane-ml' },
  python: { label: 'Python', colour: '--lane-python' },
};
const javaScript = { label: 'JavaScript', colour: '--lane-js' };

export const poolLabel = (pool: string): string => (looks[pool] ?? javaScript).label;

/** A thread, and how many of its pool come before it. */
interface Lane {
  readonly worker: number;
  readonly pool: string;
  readonly number: number;
}

const laneHeight = 24;
const axisHeight = 20;
const labelWidth = 86;

/** Tasks as bars over time, a lane per thread. */
export class LanesView {
  readonly drawing = new Drawing('Threads: nothing has run yet', 'lanes', (paper) => this.#draw(paper));
  #bars: readonly TaskBar[] = [];
  #lanes: readonly Lane[] = [];
  #fromMs = 0;
  #toMs = 1000;

  /** @param window what is shown, in ms of the runtime's clock */
  show(bars: readonly TaskBar[], window: { readonly fromMs: number; readonly toMs: number }): void {
    this.#bars = bars.filter(({ endedMs = Number.POSITIVE_INFINITY }) => endedMs >= window.fromMs);
    this.#fromMs = window.fromMs;
    this.#toMs = window.toMs;
    this.#lanes = lanesOf(this.#bars, this.#lanes);
    this.drawing.canvas.style.height = `${Math.max(1, this.#lanes.length) * laneHeight + axisHeight}px`;
    this.drawing.invalidate();
  }

  #draw({ context, width, height, colour }: Paper): void {
    const wide = width - labelWidth;
    const x = (ms: number) => labelWidth + ((ms - this.#fromMs) / (this.#toMs - this.#fromMs)) * wide;
    context.textBaseline = 'middle';
    for (const [row, { pool, number }] of this.#lanes.entries()) {
      const { label, colour: name } = looks[pool] ?? javaScript;
      const top = row * laneHeight;
      context.fillStyle = colour('--surface-2');
      context.fillRect(labelWidth, top + 2, wide, laneHeight - 4);
      context.fillStyle = colour('--text');
      context.textAlign = 'left';
      context.fillText(`${label} ${number}`, 0, top + laneHeight / 2);
      context.fillStyle = colour(name);
      for (const { worker, pool: own, beganMs, endedMs = this.#toMs } of this.#bars) {
        if (worker !== this.#lanes[row]!.worker || own !== pool || beganMs > this.#toMs) continue;
        const [from, to] = [Math.max(labelWidth, x(beganMs)), Math.min(width, x(endedMs))];
        context.fillRect(from, top + 3, Math.max(1, to - from - 0.5), laneHeight - 6);
      }
    }
    context.fillStyle = colour('--muted');
    context.textBaseline = 'bottom';
    const parts = wide < 360 ? 2 : 4;
    for (let part = 0; part <= parts; part++) {
      context.textAlign = part === 0 ? 'left' : part === parts ? 'right' : 'center';
      context.fillText(formatMs(((this.#toMs - this.#fromMs) * part) / parts), labelWidth + (wide * part) / parts, height);
    }
  }
}

/** Threads of a pool are numbered as they come; a lane that was there stays, so that the rest does not jump. */
function lanesOf(bars: readonly TaskBar[], before: readonly Lane[]): readonly Lane[] {
  const workers = new Map(before.map((lane) => [lane.worker, lane.pool]));
  for (const { worker, pool } of bars) workers.set(worker, pool);
  const busy = new Set(bars.map(({ worker }) => worker));
  const order = ['cpp', 'ml', 'python'];
  const rank = (pool: string) => (order.includes(pool) ? order.indexOf(pool) : order.length);
  const counts = new Map<string, number>();
  return [...workers]
    .filter(([worker]) => busy.has(worker) || workers.size <= 24)
    .sort(([a, poolA], [b, poolB]) => rank(poolA) - rank(poolB) || a - b)
    .map(([worker, pool]) => {
      const number = (counts.get(poolLabel(pool)) ?? 0) + 1;
      counts.set(poolLabel(pool), number);
      return { worker, pool, number };
    });
}
