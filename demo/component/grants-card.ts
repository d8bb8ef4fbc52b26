import type { ExecutorGrants } from 'polyray';
import { element } from '../shared/element.ts';

/** What a page can give: it has no folders, no variables, and no thread that could wait for HTTP. */
const offers: readonly (readonly [name: string, text: string, grant: ExecutorGrants])[] = [
  ['clocks', 'The time of day, and the time that passes', { clocks: { resolutionMs: 1 } }],
  ['random', 'Random numbers', { random: true }],
  ['output', 'To print, into this browser’s console', { output: {} }],
  ['others', 'A refusal of everything else that it asks WASI for: files, variables, the network', { others: 'refuse' }],
];

/** Asks what a component that imports something is to have of it. */
export class GrantsCard {
  readonly root: HTMLElement;
  readonly #boxes: readonly HTMLInputElement[];

  /** @param onChange called when something else is granted */
  constructor(onChange: () => void) {
    this.#boxes = offers.map(([name]) => element('input', { type: 'checkbox', id: `grant-${name}`, change: onChange }));
    this.root = element(
      'section',
      { class: 'card', 'aria-labelledby': 'component-grants' },
      element('h2', { id: 'component-grants' }, 'Grants'),
      element('p', { class: 'muted small' }, 'It wants more than to compute. It has what you give, and nothing else.'),
      ...offers.map(([name, text], i) =>
        element('div', { class: 'grant' }, this.#boxes[i]!, element('label', { for: `grant-${name}` }, text)),
      ),
    );
  }

  get grants(): ExecutorGrants {
    return Object.assign({}, ...offers.filter((_, i) => this.#boxes[i]!.checked).map(([, , grant]) => grant));
  }

  clear(): void {
    for (const box of this.#boxes) box.checked = false;
  }
}
