import { element } from '../shared/element.ts';
import type { DemoRuntime } from '../shared/start-runtime.ts';
import { formatMs } from './format.ts';
import { LanesView, poolLabel } from './lanes-view.ts';
import { type TaskBar, TaskWatch, type TaskWatchState } from './task-watch.ts';

/** How often a runtime is asked what it does: in a run, which is short, and in a stream. */
const everyMs = { run: 100, stream: 250 };
/** What is shown of a stream. */
const windowMs = 5000;

/** Every task on every thread, as it happens. */
export class ThreadsCard {
  readonly #view = new LanesView();
  readonly #summary = element('p', { class: 'listen-run-summary' });
  readonly #comparison = element('p', { class: 'muted small' });
  readonly #oneAtATime = element('input', { type: 'checkbox', role: 'switch', id: 'listen-one' });
  readonly element = element(
    'section',
    { class: 'card listen-threads', 'aria-labelledby': 'listen-threads-title' },
    element(
      'div',
      { class: 'row spread' },
      element('h2', { id: 'listen-threads-title' }, 'Threads'),
      element('div', { class: 'switch' }, this.#oneAtATime, element('label', { for: 'listen-one' }, 'One thread at a time')),
    ),
    this.#view.drawing.canvas,
    this.#summary,
    this.#comparison,
  );
  #watch: TaskWatch | undefined;
  /** Undefined: what is shown has ended. */
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** In the runtime's clock; undefined: a stream. */
  #beganMs: number | undefined;
  /** How often something began to be shown: what began before has nothing to say any more. */
  #shown = 0;
  /** How long the last run of each way of working took, of one signal, ms. */
  #times: { readonly all?: number; readonly one?: number } = {};
  #runs = 0;

  /** @param onSwitch people chose between all threads and one at a time */
  constructor(ray: DemoRuntime, onSwitch: () => void) {
    this.#watch = new TaskWatch(ray);
    this.#oneAtATime.addEventListener('change', onSwitch);
  }

  get oneAtATime(): boolean {
    return this.#oneAtATime.checked;
  }

  /** Whether no run began with everything loaded. */
  get isCold(): boolean {
    return this.#runs < 2;
  }

  /** Another signal: what was measured of the last one is no comparison. */
  forget(): void {
    this.#times = {};
    this.#comparison.textContent = '';
  }

  /**
   * Shows the tasks that run during `work`.
   *
   * @returns how long it took, ms
   */
  async follow(work: () => Promise<void>): Promise<number> {
    const shown = ++this.#shown;
    const state = await this.#look();
    if (state !== undefined && shown === this.#shown) {
      this.#beganMs = state.bars.length === 0 ? 0 : state.nowMs;
      this.#begin();
    }
    const began = performance.now();
    try {
      await work();
      return performance.now() - began;
    } finally {
      if (shown === this.#shown) await this.#finish();
    }
  }

  /** Shows what happens, the last seconds of it, until `signal` or until something else is shown. */
  followStream(signal: AbortSignal): void {
    const shown = ++this.#shown;
    this.#beganMs = undefined;
    this.#begin();
    signal.addEventListener('abort', () => shown === this.#shown && void this.#finish());
  }

  /** Sums the tasks up that ran during what was last followed, which took so long. */
  async conclude(wallMs: number, oneAtATime: boolean): Promise<void> {
    this.#runs++;
    this.#times = { ...this.#times, [oneAtATime ? 'one' : 'all']: wallMs };
    await this.#summarize(wallMs, oneAtATime);
    const { all, one } = this.#times;
    if (all !== undefined && one !== undefined)
      this.#comparison.textContent = `All threads: ${formatMs(all)}. One at a time: ${formatMs(one)}, ${(one / all).toFixed(1)} times as long.`;
  }

  /** Shows and sums up what happens on the side, unless a stream is shown, or something else comes to be. */
  async watch(work: () => Promise<void>): Promise<void> {
    if (this.#timer !== undefined && this.#beganMs === undefined) return work();
    const following = this.follow(work);
    const shown = this.#shown;
    const wallMs = await following;
    if (shown === this.#shown) await this.#summarize(wallMs, false);
  }

  end(): void {
    this.#stop();
    this.#watch = undefined;
    this.#view.drawing.end();
  }

  async #summarize(wallMs: number, oneAtATime: boolean): Promise<void> {
    const state = await this.#look();
    if (state === undefined) return;
    const own = state.bars.filter(({ beganMs, endedMs }) => endedMs !== undefined && beganMs >= (this.#beganMs ?? 0));
    const workMs = own.reduce((sum, { beganMs, endedMs = beganMs }) => sum + endedMs - beganMs, 0);
    const threads = new Set(own.map(({ worker }) => worker)).size;
    const tasks = own.length === 1 ? '1 task' : `${own.length} tasks`;
    this.#summary.textContent = oneAtATime
      ? `${tasks}, one after the other, in ${formatMs(wallMs)}.`
      : `${tasks} on ${threads === 1 ? '1 thread' : `${threads} threads`}: ${formatMs(workMs)} of work in ${formatMs(wallMs)}.`;
    this.#view.drawing.describe(`Threads: ${this.#summary.textContent} ${perPool(own)}`);
  }

  /** Undefined: the runtime has ended meanwhile. */
  async #look(): Promise<TaskWatchState | undefined> {
    return this.#watch?.look().catch(() => undefined);
  }

  #begin(): void {
    clearTimeout(this.#timer);
    const next = async () => {
      const timer = this.#timer;
      await this.#show();
      // else it has ended, or another one goes on
      if (this.#timer === timer) this.#timer = setTimeout(next, this.#beganMs === undefined ? everyMs.stream : everyMs.run);
    };
    this.#timer = setTimeout(next, 0);
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #finish(): Promise<void> {
    this.#stop();
    await this.#show();
  }

  async #show(): Promise<void> {
    const state = await this.#look();
    if (state === undefined) return;
    const { bars, nowMs } = state;
    const fromMs = this.#beganMs ?? nowMs - windowMs;
    const own = bars.filter(({ beganMs, endedMs = nowMs }) => (this.#beganMs === undefined ? endedMs : beganMs) >= fromMs);
    const first = this.#beganMs === undefined ? fromMs : Math.min(nowMs, ...own.map(({ beganMs }) => beganMs));
    const last = this.#timer === undefined && own.length > 0 ? Math.max(...own.map(({ endedMs = nowMs }) => endedMs)) : nowMs;
    this.#view.show(own, { fromMs: first, toMs: Math.max(last, first + 20) });
    if (this.#beganMs === undefined) {
      const busy = own.reduce((sum, { beganMs, endedMs = nowMs }) => sum + endedMs - Math.max(beganMs, fromMs), 0);
      this.#summary.textContent = `${own.length} tasks in the last ${windowMs / 1000} s, ${formatMs(busy)} of work.`;
      this.#view.drawing.describe(`Threads: ${this.#summary.textContent}`);
    }
  }
}

function perPool(bars: readonly TaskBar[]): string {
  const tasks = [...Map.groupBy(bars, ({ pool }) => poolLabel(pool))].map(([label, own]) => `${label}: ${own.length} tasks.`);
  return tasks.sort().join(' ');
}
