import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { WheelCache } from '../../packages/wheel-cache.ts';

/** Lines that are kept for the next time. */
const longest = 1000;

/** Asks for lines at the process's terminal and writes between them; what was typed is remembered from one time to the next. */
export class PromptLines {
  /** Ctrl-C. */
  onInterrupt: () => void = () => process.exit(130);
  readonly #file = path.join(new WheelCache().directory, 'python-history');
  /** Lines can be edited; a dumb one does that itself. */
  readonly #terminal = process.stdin.isTTY === true && process.env['TERM'] !== 'dumb';
  readonly #reader: readline.Interface;
  /** The last line first, as readline has it. */
  readonly #history: string[];
  /** Typed ahead. */
  readonly #lines: string[] = [];
  #waiting: ((line: string | undefined) => void) | undefined;
  #ended = false;
  /** What was printed of a line that has not ended: it comes before the next prompt. */
  #begun = '';
  readonly #interrupt = () => this.onInterrupt();

  constructor() {
    this.#history = this.#terminal ? readHistory(this.#file) : [];
    this.#reader = readline.createInterface({
      input: process.stdin,
      output: process.stdout,
      terminal: this.#terminal,
      history: [...this.#history],
      historySize: longest,
    });
    this.#reader.on('line', (line) => {
      if (this.#waiting === undefined) this.#lines.push(line);
      else this.#answer(line);
    });
    this.#reader.on('close', () => {
      this.#ended = true;
      if (this.#waiting !== undefined) process.stdout.write('\n');
      this.cancel();
    });
    this.#reader.on('SIGINT', this.#interrupt);
    process.on('SIGINT', this.#interrupt);
  }

  /** There are no more. */
  get ended(): boolean {
    return this.#ended && this.#lines.length === 0;
  }

  /** The next line; undefined at the end, and when it was cancelled, also by the next call. */
  async next(prompt: string, { remember = false }: { readonly remember?: boolean } = {}): Promise<string | undefined> {
    this.cancel();
    const line = await this.#next(this.#take() + prompt);
    if (remember && line !== undefined && line.trim() !== '' && line !== this.#history[0]) this.#history.unshift(line);
    return line;
  }

  #next(prompt: string): Promise<string | undefined> {
    if (this.#ended || this.#lines.length > 0) {
      process.stdout.write(prompt + (this.ended ? '\n' : ''));
      return Promise.resolve(this.#lines.shift());
    }
    this.#reader.setPrompt(prompt);
    this.#reader.prompt();
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  #take(): string {
    const begun = this.#begun;
    this.#begun = '';
    return begun;
  }

  #answer(line: string | undefined): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.(line);
  }

  /** Nobody wants the line that was asked for. */
  cancel(): void {
    this.#answer(undefined);
  }

  /** Takes away what is being typed. */
  clear(): void {
    this.#lines.length = 0;
    if (this.#terminal && !this.#ended && this.#reader.line !== '') {
      this.#reader.write(null, { ctrl: true, name: 'e' });
      this.#reader.write(null, { ctrl: true, name: 'u' });
    }
    process.stdout.write('\n');
  }

  write(stream: 'stdout' | 'stderr', text: string): void {
    if (stream === 'stderr') process.stderr.write(text);
    else if (text.endsWith('\n')) process.stdout.write(this.#take() + text);
    else this.#begun += text;
  }

  [Symbol.dispose](): void {
    if (this.#begun !== '') process.stdout.write(`${this.#take()}\n`);
    process.off('SIGINT', this.#interrupt);
    this.#reader.close();
    process.stdin.destroy();
    if (this.#terminal) writeHistory(this.#file, this.#history.slice(0, longest));
  }
}

function readHistory(file: string): string[] {
  try {
    return fs.readFileSync(file, 'utf8').split('\n').filter(Boolean).reverse();
  } catch {
    return []; // there is none yet, or it is of no use
  }
}

/** What cannot be kept is not worth an error. */
function writeHistory(file: string, history: readonly string[]): void {
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, `${[...history].reverse().join('\n')}\n`, { mode: 0o600 });
  } catch {}
}
