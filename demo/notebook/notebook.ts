import type { CodeEditor } from '../shared/code-editor.ts';
import { element } from '../shared/element.ts';
import type { Notice } from '../shared/notice.ts';
import { CellView } from './cell-view.ts';
import { Kernel, type Language } from './kernel.ts';

export interface NotebookOptions {
  readonly Editor: typeof CodeEditor;
  readonly numWorkers: number;
  readonly notice: Notice;
  /** Told when its last cell was removed, which may have had the focus. */
  readonly onEmpty: () => void;
  /** Told when it begins and ends to run cells. */
  readonly onBusy: (busy: boolean) => void;
}

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);

/** Cells in their order, and what runs them: one after the other, in the order in which they were asked for. */
export class Notebook {
  readonly root = element('div', { class: 'cells' });
  readonly #options: NotebookOptions;
  readonly #kernel: Kernel;
  readonly #cells: CellView[] = [];
  readonly #queue: CellView[] = [];
  /** By the numbers that the kernel knows them under. */
  readonly #ran = new Map<number, CellView>();
  #running: CellView | undefined;

  constructor(options: NotebookOptions) {
    this.#options = options;
    this.#kernel = new Kernel({
      numWorkers: options.numWorkers,
      print: (cell, printed) => this.#ran.get(cell)?.print(printed),
      progress: (loaded, total) => this.#running?.progress(loading(loaded, total)),
    });
  }

  add(language: Language, text: string): CellView {
    const cell: CellView = new CellView(this.#options.Editor, language, text, {
      run: (onward) => this.#run(cell, onward),
      remove: () => this.#remove(cell),
    });
    this.#cells.push(cell);
    this.root.append(cell.root);
    this.#number();
    return cell;
  }

  runAll(): void {
    for (const cell of this.#cells) this.#enqueue(cell);
  }

  /** Ends what runs; what waits does not run. */
  async stop(): Promise<void> {
    for (const cell of this.#queue.splice(0)) cell.passed();
    await this.#kernel.stop();
  }

  async restart(): Promise<void> {
    for (const cell of this.#queue.splice(0)) cell.passed();
    await this.#kernel.restart();
    this.#options.notice.tell('All names are gone; cells begin anew.');
  }

  async close(): Promise<void> {
    this.#queue.splice(0);
    await this.#kernel.close();
    for (const cell of this.#cells) cell.close();
  }

  #run(cell: CellView, onward: boolean): void {
    this.#enqueue(cell);
    if (!onward) return;
    const next = this.#cells[this.#cells.indexOf(cell) + 1] ?? this.add(cell.language, '');
    next.focus();
  }

  #enqueue(cell: CellView): void {
    if (this.#queue.includes(cell) || this.#running === cell) return;
    this.#queue.push(cell);
    cell.waits();
    if (this.#running === undefined) void this.#runQueue();
  }

  async #runQueue(): Promise<void> {
    const { onBusy, notice } = this.#options;
    onBusy(true);
    for (let cell = this.#queue.shift(); cell !== undefined; cell = this.#queue.shift()) {
      this.#running = cell;
      const number = this.#ran.size + 1;
      this.#ran.set(number, cell);
      cell.begins();
      const began = performance.now();
      const result = await this.#kernel.run(cell.language, cell.text, number);
      cell.ended(result, performance.now() - began);
      const name = `Cell ${this.#cells.indexOf(cell) + 1}`;
      if (result.kind === 'error') notice.fail(`${name} failed: ${result.title}`);
      else notice.tell(result.kind === 'stopped' ? `${name} was stopped.` : `${name} is done.`);
      // cells below may need what this one did not do
      if (result.kind === 'error') for (const waiting of this.#queue.splice(0)) waiting.passed();
    }
    this.#running = undefined;
    onBusy(false);
  }

  #remove(cell: CellView): void {
    if (this.#running === cell) {
      this.#options.notice.fail('A cell that runs cannot be removed: stop it first.');
      return;
    }
    for (const list of [this.#cells, this.#queue]) if (list.includes(cell)) list.splice(list.indexOf(cell), 1);
    const at = Array.from(this.root.children).indexOf(cell.root);
    cell.close();
    this.#number();
    const next = this.#cells[at] ?? this.#cells.at(-1);
    if (next === undefined) this.#options.onEmpty();
    else next.focus();
  }

  #number(): void {
    for (const [i, cell] of this.#cells.entries()) cell.place(i + 1);
  }
}

function loading(loaded: number, total: number): string {
  if (loaded === total) return 'Python is here, and starts …';
  return `Python comes: ${megabytes(loaded)} of ${megabytes(total)} MB`;
}
