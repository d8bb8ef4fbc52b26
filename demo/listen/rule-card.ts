import { TaskTimeoutError } from 'polyray';
import type { Decision, Thresholds } from '../../examples/bearing-diagnosis/report/recording-report.ts';
import type { CodeEditor } from '../shared/code-editor.ts';
import { element } from '../shared/element.ts';
import { explainError } from '../shared/explain-error.ts';
import { loadPython } from '../shared/load-python.ts';
import type { DemoRuntime } from '../shared/start-runtime.ts';
import type { BandReading } from './analysis.ts';
import { askRule, timeoutMs } from './ask-rule.ts';
import { formatMs } from './format.ts';
import { Turns } from './turns.ts';
import { VerdictView } from './verdict-view.ts';

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
  readonly #button = element('button', { type: 'button', class: 'primary', click: () => this.#decide() }, 'Decide in Python');
  readonly #reset = element('button', { type: 'button', click: () => this.#restore() }, 'Restore the rule');
  readonly #progress = element('progress', { hidden: true, 'aria-label': 'Loading Python' });
  readonly #status = element('p', { class: 'small muted', role: 'status' });
  readonly #verdict = new VerdictView();
  readonly element = element(
    'section',
    { class: 'card listen-rule', 'aria-labelledby': 'listen-rule-title' },
    element('h2', { id: 'listen-rule-title' }, 'Decision'),
    element(
      'p',
      { class: 'muted small' },
      'The score above is a number; what to do about it is a rule, in Python. Change it and decide again. Python is loaded when it is first asked for: 10 MB, which unpack to 42.',
    ),
    element(
      'div',
      { class: 'listen-rule-columns' },
      element('div', {}, element('div', { class: 'row' }, this.#button, this.#reset), this.#progress, this.#status, this.#verdict.element),
      element(
        'details',
        { open: matchMedia('(min-width: 900px)').matches },
        element('summary', {}, 'The rule: rule.py'),
        this.#place,
        element('p', { class: 'muted small' }, 'Tab indents; Escape, then Tab, leaves. Ctrl-Enter decides.'),
      ),
    ),
  );
  readonly #setup: RuleSetup;
  readonly #watch: (work: () => Promise<void>) => Promise<void>;
  /** With a signal's bands comes its editor, which is a good part of the page's code. */
  #editor: CodeEditor | undefined;
  #readings: readonly BandReading[] = [];
  /** How many signals came. */
  #signals = 0;
  #loaded = false;
  readonly #turns = new Turns();
  #deciding = false;
  /** The rule that last decided what people asked: it goes on by itself, whatever is half typed meanwhile. */
  #proven: string | undefined;

  /** @param watch shows what happens while it works on what people asked for */
  constructor(setup: RuleSetup, watch: (work: () => Promise<void>) => Promise<void>) {
    this.#setup = setup;
    this.#watch = watch;
    this.begin();
  }

  /** Another signal comes. */
  begin(): void {
    this.#signals++;
    this.#readings = [];
    this.#button.setAttribute('aria-disabled', 'true');
    this.#verdict.clear();
    this.#status.textContent = '';
  }

  /** All bands are there, for the first time or as a stream goes on; where a rule has decided before, it does at once. */
  give(readings: readonly BandReading[]): void {
    this.#readings = [...readings].sort((a, b) => a.band - b.band);
    this.#button.setAttribute('aria-disabled', String(readings.length === 0));
    void this.#openEditor();
    if (this.#proven !== undefined && readings.length > 0 && !this.#deciding) void this.#decideWith(this.#proven, false);
  }

  end(): void {
    void this.#turns.end();
    this.#editor?.close();
  }

  async #openEditor(): Promise<void> {
    const { CodeEditor } = await import('../shared/code-editor.ts');
    this.#editor ??= new CodeEditor({
      ...{ parent: this.#place, language: 'python', text: this.#setup.rule, label: 'The rule, in Python', onRun: () => this.#decide() },
    });
  }

  #restore(): void {
    if (this.#editor !== undefined) this.#editor.text = this.#setup.rule;
    this.#status.textContent = 'The rule is as it was.';
  }

  /** People ask: with the rule as it is now, in place of what is being decided. */
  #decide(): void {
    const rule = this.#editor?.text ?? this.#setup.rule;
    if (this.#readings.length > 0) void this.#watch(() => this.#decideWith(rule, true));
  }

  /** One decision at a time: of the readings that come meanwhile, the newest are next. */
  #decideWith(rule: string, asked: boolean): Promise<void> {
    this.#deciding = true;
    return this.#turns.begin(async (signal) => {
      let readings: readonly BandReading[] | undefined;
      for (let first = asked; this.#readings.length > 0 && readings !== this.#readings; first = false) {
        readings = this.#readings;
        const decided = await this.#tryRule(rule, readings, first, signal);
        if (signal.aborted) return; // something newer decides
        this.#proven = decided ? rule : undefined;
        if (!decided) break;
      }
      this.#deciding = false;
    });
  }

  /** @returns whether there is a decision */
  async #tryRule(rule: string, readings: readonly BandReading[], asked: boolean, signal: AbortSignal): Promise<boolean> {
    const began = performance.now();
    const first = !this.#loaded;
    const signals = this.#signals;
    try {
      if (first) {
        this.#status.textContent = 'Loading Python …';
        await loadPython((loaded, total) => Object.assign(this.#progress, { hidden: false, max: total, value: loaded }));
      }
      if (signal.aborted) return false;
      if (asked) this.#status.textContent = first ? 'Starting Python …' : 'Deciding …';
      const decision = await askRule(this.#setup.ray, rule, this.#setup.thresholds, readings, signal);
      this.#loaded = true;
      const decided = isDecision(decision);
      const took = formatMs(performance.now() - began);
      if (asked) this.#status.textContent = first ? `Python was loaded and decided in ${took}.` : `Decided in ${took}.`;
      if (signal.aborted || signals !== this.#signals) return decided; // of a signal that is gone, nobody wants to know
      if (decided) this.#verdict.show(decision);
      else this.#verdict.fail('The rule gave no decision: its result must have "verdict", "severity", "confidence" and "reason".');
      return decided;
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
      return false;
    } finally {
      this.#progress.hidden = true;
    }
  }

  #fail(error: unknown): void {
    this.#status.textContent = '';
    if (error instanceof TaskTimeoutError) this.#verdict.fail(`The rule took longer than ${timeoutMs / 1000} s and was stopped.`);
    else
      this.#verdict.fail('The rule came to no decision:', element('pre', { class: 'listen-traceback', tabindex: 0 }, explainError(error)));
  }
}

function isDecision(result: Partial<Decision> | null): result is Pick<Decision, 'verdict' | 'reason'> {
  return typeof result?.verdict === 'string' && typeof result.reason === 'string';
}
