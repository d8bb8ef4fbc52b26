import { element } from './element.ts';

/** Says what happened, also to screen readers; each text takes the place of the one before. */
export class Notice {
  readonly #status = element('p', { role: 'status', class: 'notice' });
  readonly #alert = element('p', { role: 'alert', class: 'notice notice-bad' });

  constructor(parent: Element) {
    parent.append(this.#status, this.#alert);
  }

  /** All is as it should be. */
  tell(text: string): void {
    this.#alert.textContent = '';
    this.#status.textContent = text;
  }

  /** Something did not work; the page goes on. */
  fail(text: string): void {
    this.#status.textContent = '';
    this.#alert.textContent = text;
  }

  clear(): void {
    this.tell('');
  }
}
