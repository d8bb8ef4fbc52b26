import fs from 'node:fs';
import path from 'node:path';
import { styleText } from 'node:util';
import { writeWhole } from './cache.ts';
import { root } from './members.ts';

const timingsFile = path.join(root, '.cache/timings.json');

function timings(): Record<string, number> {
  try {
    return JSON.parse(fs.readFileSync(timingsFile, 'utf8')) as Record<string, number>;
  } catch {
    return {};
  }
}

/** Seconds with one decimal, "0.4 s". */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** Tells a person on standard error what is being done, how far it is, and how long it took last time. */
export class Progress {
  readonly #stream = process.stderr;
  readonly #began = new Map<string, number>();
  readonly #shown = new Map<string, number>();
  #open = false;

  start(task: string): void {
    this.#began.set(task, performance.now());
    const last = timings()[task];
    this.#line(`${styleText('cyan', task)}  started${last === undefined ? '' : `, ${seconds(last)} last time`}`);
  }

  /** Redraws one line on a terminal; elsewhere prints a line every five seconds. */
  update(task: string, what: string, done?: number, total?: number): void {
    const now = performance.now();
    const terminal = this.#stream.isTTY === true;
    if (now - (this.#shown.get(task) ?? Number.NEGATIVE_INFINITY) < (terminal ? 100 : 5000)) return;
    this.#shown.set(task, now);
    const text = `${task}  ${what}${total === undefined ? '' : ` ${done}/${total}`}  ${seconds(now - (this.#began.get(task) ?? now))}`;
    if (terminal) {
      this.#stream.write(`\r${text}\x1b[K`);
      this.#open = true;
    } else this.#line(text);
  }

  finish(task: string, what = 'done'): void {
    const ms = performance.now() - (this.#began.get(task) ?? performance.now());
    try {
      writeWhole(timingsFile, JSON.stringify({ ...timings(), [task]: Math.round(ms) }));
    } catch {} // what is built is built
    this.#line(`${styleText('green', task)}  ${what}  ${seconds(ms)}`);
  }

  fail(task: string): void {
    this.#line(`${styleText('red', task)}  failed  ${seconds(performance.now() - (this.#began.get(task) ?? performance.now()))}`);
  }

  #line(text: string): void {
    this.#stream.write(`${this.#open ? '\r\x1b[K' : ''}${text}\n`);
    this.#open = false;
  }
}
