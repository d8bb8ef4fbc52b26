import type { CodeEditor } from '../shared/code-editor.ts';
import { element } from '../shared/element.ts';
import type { Printed } from './cell-output.ts';
import type { CellResult, Language } from './kernel.ts';
import { speedUpChart } from './speed-up-chart.ts';

export interface CellActions {
  /** @param onward whether the next cell is to have the focus then */
  readonly run: (onward: boolean) => void;
  readonly remove: () => void;
}

type Editor = typeof CodeEditor;

const titles: Readonly<Record<Language, string>> = { python: 'Python', typescript: 'TypeScript' };
/** Beside a chart, in CSS pixels. */
const chartMargins = 32;
/** So much of a cell's output is kept: a loop that prints must not fill the page. */
const mostPrinted = 200_000;

/** One cell: its code, what it printed and what it came to. */
export class CellView {
  readonly language: Language;
  readonly root: HTMLElement;
  readonly #editor: CodeEditor;
  readonly #heading: HTMLElement;
  readonly #status = element('span', { class: 'cell-status muted small' });
  readonly #run: HTMLButtonElement;
  /** What it printed may come after its end, by a way of its own, and stands before what it came to all the same. */
  readonly #prints = element('div');
  readonly #result = element('div');
  #printed = 0;
  /** What came since the last frame. */
  #unshown: Printed[] = [];

  constructor(Editor: Editor, language: Language, text: string, { run, remove }: CellActions) {
    this.language = language;
    const code = element('div', { class: 'cell-code' });
    this.#heading = element('h2', { class: 'cell-title' });
    this.#run = element('button', { type: 'button', class: 'cell-run', click: () => run(false) }, 'Run');
    this.root = element(
      'section',
      { class: 'cell card', 'data-language': language },
      element(
        'div',
        { class: 'cell-head' },
        this.#run,
        this.#heading,
        this.#status,
        element('button', { type: 'button', class: 'cell-remove quiet', click: remove }, 'Remove'),
      ),
      code,
      element('div', { class: 'cell-output' }, this.#prints, this.#result),
    );
    this.#editor = new Editor({ parent: code, language, text, label: 'Code', onRun: run });
    this.place(1);
  }

  get text(): string {
    return this.#editor.text;
  }

  set text(text: string) {
    this.#editor.text = text;
  }

  /** What stands before it in the page may have changed. */
  place(position: number): void {
    const name = `Cell ${position}`;
    this.root.setAttribute('aria-label', `${name}, ${titles[this.language]}`);
    this.#heading.textContent = `${name} · ${titles[this.language]}`;
    this.#run.setAttribute('aria-label', `Run cell ${position}`);
    this.root.querySelector('.cell-remove')!.setAttribute('aria-label', `Remove cell ${position}`);
  }

  focus(): void {
    this.#editor.focus();
    this.root.scrollIntoView({ block: 'nearest' });
  }

  waits(): void {
    this.root.dataset['state'] = 'waiting';
    this.#status.textContent = 'waits for its turn';
  }

  begins(): void {
    this.root.dataset['state'] = 'running';
    this.#status.textContent = 'running …';
    this.#prints.replaceChildren();
    this.#result.replaceChildren();
    this.#printed = 0;
    this.#unshown = [];
    this.#editor.markLine(undefined);
  }

  /** Says what goes on while it runs. */
  progress(text: string): void {
    if (this.root.dataset['state'] === 'running') this.#status.textContent = text;
  }

  /** Is shown with the next frame: cells may print faster than pages paint. */
  print(printed: Printed): void {
    if (this.#printed > mostPrinted) return;
    this.#printed += printed.text.length;
    if (this.#unshown.length === 0) requestAnimationFrame(() => this.#flush());
    this.#unshown.push(this.#printed > mostPrinted ? { stream: 'stderr', text: '\n… and more, which is not shown\n' } : printed);
  }

  ended(result: CellResult, ms: number): void {
    this.#flush();
    this.root.dataset['state'] = result.kind;
    const took = ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
    switch (result.kind) {
      case 'nothing':
        this.#status.textContent = took;
        return;
      case 'value':
        this.#status.textContent = took;
        this.#result.append(
          result.speedUp === undefined
            ? this.#block('value', 'Value', result.text)
            : speedUpChart(result.speedUp, this.root.clientWidth - chartMargins),
        );
        return;
      case 'stopped':
        this.#status.textContent = `stopped after ${took}`;
        if (result.namesLost)
          this.#result.append(
            this.#block('note', 'Note', `It went on, so its thread was ended: the names of ${titles[this.language]} cells are gone.`),
          );
        return;
      case 'error': {
        this.#status.textContent = result.line === undefined ? 'failed' : `failed in line ${result.line}`;
        const lines = [
          result.line === undefined ? result.title : `Line ${result.line}: ${result.title}`,
          ...(result.detail === '' ? [] : [result.detail]),
        ];
        this.#result.append(this.#block('error', 'Error', lines.join('\n\n')));
        this.#editor.markLine(result.line);
      }
    }
  }

  /** It was to run, and will not. */
  passed(): void {
    this.root.dataset['state'] = 'idle';
    this.#status.textContent = 'did not run';
  }

  close(): void {
    this.#editor.close();
    this.root.remove();
  }

  /** What can be scrolled can have the focus, for keyboards. */
  #block(kind: string, label: string, text: string): HTMLElement {
    return element('pre', { class: `cell-${kind}`, tabindex: 0, role: 'group', 'aria-label': label }, text);
  }

  #flush(): void {
    for (const { stream, text } of this.#unshown.splice(0)) {
      const last = this.#prints.lastElementChild;
      const block = last?.classList.contains(`cell-${stream}`)
        ? last
        : this.#block(stream, stream === 'stdout' ? 'Printed' : 'Printed to standard error', '');
      if (block !== last) this.#prints.append(block);
      block.append(text);
    }
  }
}
