import { TaskTimeoutError } from 'polyray';
import { conditions, families } from '../../examples/bearing-diagnosis/bearing.ts';
import type { Decision, Thresholds } from '../../examples/bearing-diagnosis/report/recording-report.ts';
import type { CodeEditor } from '../shared/code-editor.ts';
import { element } from '../shared/element.ts';
import { explainError } from '../shared/explain-error.ts';
import { loadPython } from '../shared/load-python.ts';
import type { DemoRuntime } from '../shared/start-runtime.ts';
import type { BandReading } from './analysis.ts';
import { formatMs } from './format.ts';

/** A rule that takes longer has lost its way. */
const timeoutMs = 20_000;

/** What a decision needs besides the bands. */
export interface RuleSetup {
  readonly ray: DemoRuntime;
  readonly thresholds: Thresholds;
  /** The text of rule.py. */
  readonly rule: string;
}

/** The decision, in Python that people may change. */
export class RuleCard {
  readonly #place = element('div', { class: 'listen-rule-text' });
  readonly #button = element('button', { type: 'button', class: 'primary' }, 'Decide in Python');
  readonly #reset = element('button', { type: 'button', click: () => this.#restore() }, 'Restore the rule');
  readonly #progress = element('progress', { hidden: true, 'aria-label': 'Loading Python' });
  readonly #status = element('p', { class: 'small muted', role: 'status' });
  readonly #verdict = element('div', { class: 'listen-verdict', 'aria-live': 'polite' });
  readonly element = element(
    'section',
    { class: 'card listen-rule', 'aria-labelledby': 'listen-rule-title' },
    element('h2', { id: 'listen-rule-title' }, 'Decision'),
    element(
      'p',
      { class: 'muted small' },
      'The score above is a number; what to do about it is a rule, in Python. Change it and decide again. Python (10 MB) is loaded when it is first asked for.',
    ),
    element(
      'div',
      { class: 'listen-rule-columns' },
      element('div', {}, element('div', { class: 'row' }, this.#button, this.#reset), this.#progress, this.#status, this.#verdict),
      element(
        'details',
        { open: matchMedia('(min-width: 900px)').matches },
        element('summary', {}, 'The rule: rule.py'),
        this.#place,
        element('p', { class: 'muted small' }, 'Tab indents; Escape, then Tab, leaves. Ctrl-Enter decides.'),
      ),
    ),
  );
  readonly #original: string;
  readonly #thresholds: string;
  readonly #ray: DemoRuntime;
  readonly #run: () => void;
  /** With a signal's bands comes its editor, which is a good part of the page's code. */
  #editor: CodeEditor | undefined;
  #readings: readonly BandReading[] = [];
  #loaded = false;

  /** @param watch shows what happens while it works on what people asked for */
  constructor({ rule, thresholds, ray }: RuleSetup, watch: (work: () => Promise<void>) => Promise<void>) {
    this.#original = rule;
    this.#thresholds = JSON.stringify(thresholds);
    this.#ray = ray;
    this.#run = () => {
      if (!this.#button.disabled) void watch(() => this.#decide());
    };
    this.#button.addEventListener('click', this.#run);
    this.begin();
  }

  /** Another signal comes. */
  begin(): void {
    this.#readings = [];
    this.#button.disabled = true;
    this.#verdict.replaceChildren();
    this.#status.textContent = '';
  }

  /** All bands are there; where Python is, it decides at once. */
  give(readings: readonly BandReading[]): void {
    this.#readings = [...readings].sort((a, b) => a.band - b.band);
    this.#button.disabled = readings.length === 0;
    void this.#openEditor();
    if (this.#loaded && readings.length > 0) void this.#decide();
  }

  end(): void {
    this.#editor?.close();
  }

  async #openEditor(): Promise<void> {
    const { CodeEditor } = await import('../shared/code-editor.ts');
    this.#editor ??= new CodeEditor({
      ...{ parent: this.#place, language: 'python', text: this.#original, label: 'The rule, in Python', onRun: this.#run },
    });
  }

  #restore(): void {
    if (this.#editor !== undefined) this.#editor.text = this.#original;
    this.#status.textContent = 'The rule is as it was.';
  }

  async #decide(): Promise<void> {
    const readings = this.#readings;
    this.#button.disabled = true;
    const began = performance.now();
    try {
      const first = !this.#loaded;
      if (first) {
        this.#progress.hidden = false;
        await loadPython((loaded, total) => {
          Object.assign(this.#progress, { max: total, value: loaded });
          this.#status.textContent = `Loading Python: ${Math.round(loaded / 1e6)} of ${Math.round(total / 1e6)} MB`;
        });
      }
      this.#status.textContent = first ? 'Starting Python …' : 'Deciding …';
      const decision = await this.#ask(readings);
      this.#loaded = true;
      if (readings !== this.#readings) return; // of a signal that is gone
      this.#show(decision);
      const took = formatMs(performance.now() - began);
      this.#status.textContent = first ? `Python was loaded and decided in ${took}.` : `Decided in ${took}.`;
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#progress.hidden = true;
      this.#button.disabled = this.#readings.length === 0;
    }
  }

  async #ask(readings: readonly BandReading[]): Promise<Decision> {
    const matrix = (rows: readonly (readonly number[])[]) => ({
      data: Float64Array.from(rows.flat()),
      dimensions: [rows.length, rows[0]!.length],
    });
    const { values } = await this.#ray.executors.get('python').execute(
      {
        operation: 'run',
        parameters: {
          source: this.#editor?.text ?? this.#original,
          function: 'decide',
          arguments: {
            revolutions: readings[0]!.revolutions,
            resolved: readings.every(({ resolved }) => resolved),
            bands: readings.flatMap(({ low, high }) => [low, high]),
            families,
            classes: conditions,
            thresholds: this.#thresholds,
          },
        },
        inputs: {
          a: matrix(readings.map(({ scores }) => families.map((family) => scores[family]))),
          b: matrix(readings.map(({ probabilities }) => probabilities)),
          c: Float64Array.from(readings, ({ novelty }) => novelty),
        },
      },
      { timeoutMs },
    );
    return values.result as Decision;
  }

  #show(decision: Decision | null): void {
    const { verdict, severity, confidence, reason } = decision ?? {};
    if (typeof verdict !== 'string' || typeof reason !== 'string') {
      this.#verdict.replaceChildren(
        element('p', {}, 'The rule gave no decision: its result must have "verdict", "severity", "confidence" and "reason".'),
      );
      return;
    }
    const sure = typeof confidence === 'number' ? `confidence ${confidence.toFixed(2)}` : '';
    this.#verdict.replaceChildren(
      element(
        'p',
        { class: 'listen-verdict-line' },
        element('strong', {}, verdict),
        element('span', { class: 'listen-chip', 'data-severity': String(severity) }, String(severity)),
        element('span', { class: 'muted' }, sure),
      ),
      element('p', {}, reason.charAt(0).toUpperCase() + reason.slice(1), '.'),
    );
  }

  #fail(error: unknown): void {
    this.#status.textContent = '';
    const late = error instanceof TaskTimeoutError;
    const what = late ? `The rule took longer than ${timeoutMs / 1000} s and was stopped.` : 'The rule came to no decision:';
    const why = late ? [] : [element('pre', { class: 'listen-traceback', tabindex: 0 }, explainError(error))];
    this.#verdict.replaceChildren(element('p', { class: 'notice notice-bad' }, what), ...why);
  }
}
