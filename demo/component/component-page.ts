import {
  ExecutorFaultError,
  InvalidRequestError,
  LimitExceededError,
  OutOfMemoryError,
  TaskCancelledError,
  TaskTimeoutError,
} from 'polyray';
import { element } from '../shared/element.ts';
import { explainError } from '../shared/explain-error.ts';
import { Notice } from '../shared/notice.ts';
import { type Brought, ComponentHost, type ComponentReport } from './component-host.ts';
import { type Example, examples } from './examples.ts';
import { GrantsCard } from './grants-card.ts';
import { LimitsCard } from './limits-card.ts';
import { reportView } from './report-view.ts';
import { RequestForm } from './request-form.ts';
import { resultView } from './result-view.ts';
import { shortText } from './short-text.ts';

/** As much as polyray reads of a component unless told otherwise. */
const mostBytes = 256 * 2 ** 20;

/** A component that somebody brings: what it is, what it may, and what it answers. */
export class ComponentPage {
  readonly root: HTMLElement;
  readonly #host = new ComponentHost();
  readonly #notice: Notice;
  readonly #limits = new LimitsCard();
  readonly #grants = new GrantsCard(() => void this.#inspect());
  readonly #report = element('div', { class: 'component-report' });
  readonly #run = element('section', { class: 'card', 'aria-labelledby': 'component-run', hidden: true });
  readonly #result = element('div', { class: 'component-result' });
  readonly #operation = element('select', { id: 'component-operation', change: () => this.#showForm() });
  readonly #summary = element('p', { class: 'muted small' });
  readonly #form = element('div');
  readonly #start = element('button', { type: 'submit', class: 'primary' }, 'Run');
  readonly #stop = element('button', { type: 'button', disabled: true, click: () => this.#calling?.abort() }, 'Stop');
  #brought: Brought | undefined;
  #inspected: ComponentReport | undefined;
  #request: RequestForm | undefined;
  #calling: AbortController | undefined;
  /** Counts what was brought: what was found of an earlier one is not shown. */
  #serial = 0;

  constructor() {
    const notices = element('div');
    this.#notice = new Notice(notices);
    const file = element('input', { type: 'file', accept: '.wasm,application/wasm', class: 'visually-hidden', id: 'component-file' });
    file.addEventListener('change', () => {
      const [chosen] = file.files ?? [];
      file.value = ''; // the same may be chosen again
      if (chosen !== undefined) void this.#open(chosen);
    });
    const drop = element(
      'section',
      { class: 'card drop', 'aria-label': 'Your component' },
      element(
        'div',
        { class: 'row' },
        file,
        element('label', { for: 'component-file', class: 'button primary' }, 'Choose a .wasm file …'),
        element('span', { class: 'muted' }, 'or drop one here'),
      ),
      element('p', { class: 'muted small drop-examples' }, 'Or try:'),
      element(
        'div',
        { class: 'row' },
        ...examples.map((example) => element('button', { type: 'button', click: () => void this.#try(example) }, example.text)),
      ),
    );
    this.#grants.root.hidden = true;
    this.#run.append(
      element('h2', { id: 'component-run' }, 'Run'),
      element(
        'form',
        { novalidate: true, submit: (event) => void this.#execute(event) },
        element('div', { class: 'field' }, element('label', { for: 'component-operation' }, 'Operation'), this.#operation),
        this.#summary,
        this.#form,
        element('div', { class: 'row' }, this.#start, this.#stop),
      ),
      this.#result,
    );
    this.root = element(
      'div',
      { class: 'component' },
      element('h1', {}, 'Bring your own component'),
      element(
        'p',
        { class: 'lead' },
        'A WebAssembly component that exports polyray:compute/executor can be loaded from its bytes, from whatever language it came. It runs in a thread of its own, reaches what you grant it, and ends when a limit says so.',
      ),
      drop,
      notices,
      element(
        'div',
        { class: 'component-columns' },
        element('div', { class: 'component-column' }, this.#run, this.#report),
        element('div', { class: 'component-column' }, this.#limits.root, this.#grants.root),
      ),
    );
    this.#acceptDrops(drop);
  }

  async close(): Promise<void> {
    this.#calling?.abort();
    await this.#host.close();
  }

  #acceptDrops(drop: HTMLElement): void {
    // wherever in this part it falls, it is not opened in place of the page
    this.root.addEventListener('dragover', (event) => {
      event.preventDefault();
      drop.classList.add('drop-over');
    });
    this.root.addEventListener('dragleave', (event) => {
      if (!this.root.contains(event.relatedTarget as Node | null)) drop.classList.remove('drop-over');
    });
    this.root.addEventListener('drop', (event) => {
      event.preventDefault();
      drop.classList.remove('drop-over');
      const [file] = event.dataTransfer?.files ?? [];
      if (file === undefined) this.#notice.fail('What was dropped is no file.');
      else void this.#open(file);
    });
  }

  async #try({ file, operation }: Example): Promise<void> {
    const serial = ++this.#serial;
    try {
      const response = await fetch(new URL(file, document.baseURI));
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (serial === this.#serial) await this.#bring({ name: file.replace(/^.*\//, ''), bytes }, operation);
    } catch (error) {
      if (serial === this.#serial) this.#notice.fail(`The example cannot be loaded: ${explainError(error)}`);
    }
  }

  async #open(file: File): Promise<void> {
    const serial = ++this.#serial;
    try {
      if (file.size > mostBytes)
        throw new Error(`it has ${Math.round(file.size / 2 ** 20)} MiB; ${mostBytes / 2 ** 20} MiB are read at most`);
      const bytes = new Uint8Array(await file.arrayBuffer());
      if (serial === this.#serial) await this.#bring({ name: file.name, bytes }, undefined);
    } catch (error) {
      if (serial === this.#serial) this.#notice.fail(`“${file.name}” cannot be read: ${explainError(error)}`);
    }
  }

  async #bring(brought: Brought, operation: string | undefined): Promise<void> {
    this.#calling?.abort();
    this.#brought = brought;
    this.#grants.clear();
    await this.#inspect(operation);
  }

  /** Anew, too, when something else is granted. */
  async #inspect(operation?: string): Promise<void> {
    const brought = this.#brought!;
    const serial = ++this.#serial;
    this.#inspected = undefined;
    this.#run.hidden = true;
    this.#result.replaceChildren();
    this.#notice.tell(`Looking into “${brought.name}” …`);
    try {
      const report = await this.#host.inspect(brought, this.#grants.grants);
      if (serial !== this.#serial) return;
      this.#inspected = report;
      this.#report.replaceChildren(reportView(brought.name, report));
      this.#grants.root.hidden = !report.imports.some(({ grants }) => grants !== undefined && grants.length > 0);
      if (report.executor === undefined) this.#notice.fail(report.problem?.message ?? 'It cannot be run.');
      else this.#offer(report.executor, operation);
    } catch (error) {
      if (serial === this.#serial) this.#notice.fail(`“${brought.name}” cannot be looked into: ${explainError(error)}`);
    }
  }

  #offer({ name, version, operations }: NonNullable<ComponentReport['executor']>, wanted: string | undefined): void {
    this.#operation.replaceChildren(
      ...operations.map((one) => element('option', { value: one.name, selected: one.name === wanted }, one.name)),
    );
    this.#run.hidden = operations.length === 0;
    this.#showForm();
    this.#notice.tell(operations.length === 0 ? `${name} ${version} has no operation that could be run.` : `${name} ${version} is ready.`);
  }

  #showForm(): void {
    this.#result.replaceChildren();
    const chosen = this.#inspected?.executor?.operations.find(({ name }) => name === this.#operation.value);
    this.#request = chosen === undefined ? undefined : new RequestForm(chosen);
    this.#summary.textContent = chosen?.summary ?? '';
    this.#form.replaceChildren(...(this.#request === undefined ? [] : [this.#request.root]));
  }

  async #execute(event: Event): Promise<void> {
    event.preventDefault();
    const [brought, report, form] = [this.#brought, this.#inspected, this.#request];
    if (this.#calling !== undefined || brought === undefined || report === undefined || form === undefined) return;
    const request = form.read();
    if (request === undefined) {
      form.root.querySelector<HTMLElement>('[aria-invalid]')?.focus();
      return;
    }
    const { limits } = this.#limits;
    const calling = new AbortController();
    this.#calling = calling;
    this.#busy(true);
    this.#result.replaceChildren();
    this.#notice.tell(`“${request.operation}” runs …`);
    try {
      const response = await this.#host.run({ ...brought, sha256: report.sha256 }, this.#grants.grants, limits, request, calling.signal);
      if (this.#inspected !== report) return;
      this.#result.replaceChildren(...resultView(response, limits));
      this.#notice.tell(`“${request.operation}” is done.`);
    } catch (error) {
      if (this.#inspected !== report) return;
      if (error instanceof InvalidRequestError && form.complain(error.path, error.message.slice(`Invalid ${error.path}: `.length)))
        form.root.querySelector<HTMLElement>('[aria-invalid]')?.focus();
      this.#notice.fail(whatHappened(request.operation, error));
    } finally {
      this.#calling = undefined;
      this.#busy(false);
    }
  }

  #busy(busy: boolean): void {
    const [from, to] = busy ? [this.#start, this.#stop] : [this.#stop, this.#start];
    to.disabled = false;
    // a button that is disabled loses the focus
    if (document.activeElement === from) to.focus();
    from.disabled = true;
  }
}

/** For people: what a component did that has no answer. The page and the next call are as they were. */
function whatHappened(operation: string, error: unknown): string {
  const why = shortText(explainError(error));
  if (error instanceof TaskTimeoutError) return `“${operation}” was stopped: its time was over. ${why}`;
  if (error instanceof TaskCancelledError) return `“${operation}” was stopped, as you wished.`;
  if (error instanceof LimitExceededError) return `“${operation}” was stopped at a limit, ${error.limit}. ${why}`;
  if (error instanceof OutOfMemoryError) return `“${operation}” had no memory left. ${why}`;
  if (error instanceof ExecutorFaultError) return `“${operation}” broke; the next call has a fresh instance. ${why}`;
  return `“${operation}” has no answer: ${why}`;
}
