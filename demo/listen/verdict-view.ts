import type { Decision } from '../../examples/bearing-diagnosis/report/recording-report.ts';
import { element } from '../shared/element.ts';

/** A decision. Screen readers say its verdict, when it is another one: a stream is decided every other second. */
export class VerdictView {
  readonly #verdict = element('span', { class: 'listen-verdict-line', 'aria-live': 'polite', 'aria-atomic': true });
  readonly #confidence = element('span', { class: 'muted' });
  readonly #reason = element('p');
  readonly #failure = element('div', { role: 'alert' });
  readonly element = element(
    'div',
    { class: 'listen-verdict' },
    element('p', { class: 'listen-verdict-line' }, this.#verdict, this.#confidence),
    this.#reason,
    this.#failure,
  );
  #said: string | undefined;

  clear(): void {
    this.#say(undefined);
    this.#failure.replaceChildren();
  }

  show({ verdict, severity, confidence, reason }: Pick<Decision, 'verdict' | 'reason'> & Partial<Decision>): void {
    this.#failure.replaceChildren();
    this.#say(
      `${verdict}, ${severity}`,
      element('strong', {}, verdict),
      element('span', { class: 'listen-chip', 'data-severity': String(severity) }, String(severity)),
    );
    this.#confidence.textContent = typeof confidence === 'number' ? `confidence ${confidence.toFixed(2)}` : '';
    this.#reason.textContent = `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
  }

  fail(what: string, ...why: readonly HTMLElement[]): void {
    this.clear();
    this.#failure.replaceChildren(element('p', { class: 'notice notice-bad' }, what), ...why);
  }

  #say(said: string | undefined, ...parts: readonly HTMLElement[]): void {
    if (said !== this.#said) this.#verdict.replaceChildren(...parts);
    this.#said = said;
    if (said === undefined) this.#confidence.textContent = this.#reason.textContent = '';
  }
}
