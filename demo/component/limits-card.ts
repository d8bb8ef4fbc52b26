import { element } from '../shared/element.ts';
import type { RunLimits } from './component-host.ts';

interface Slider {
  readonly root: HTMLElement;
  readonly value: () => number;
}

const mebibyte = 2 ** 20;

const memories = Array.from({ length: 12 }, (_, i) => 2 ** i * mebibyte);
const times = [100, 300, 1000, 3000, 10_000, 30_000];
const fuels = [1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, Number.POSITIVE_INFINITY];

/** What holds while a component runs, by sliders. */
export class LimitsCard {
  readonly root: HTMLElement;
  readonly #memory = slider('Memory', memories, 64 * mebibyte, (bytes) => `${bytes / mebibyte} MiB`);
  readonly #time = slider('Time', times, 3000, (ms) => `${ms / 1000} s`);
  readonly #fuel = slider('Fuel', fuels, Number.POSITIVE_INFINITY, fuelText);

  constructor() {
    this.root = element(
      'section',
      { class: 'card', 'aria-labelledby': 'component-limits' },
      element('h2', { id: 'component-limits' }, 'Limits'),
      this.#memory.root,
      this.#time.root,
      this.#fuel.root,
      element(
        'p',
        { class: 'muted small' },
        'A step is about one instruction of WebAssembly. What a component costs is the same on every machine.',
      ),
    );
  }

  get limits(): RunLimits {
    return { memoryBytes: this.#memory.value(), timeoutMs: this.#time.value(), fuel: this.#fuel.value() };
  }
}

function fuelText(fuel: number): string {
  return fuel === Number.POSITIVE_INFINITY ? 'no limit' : `${fuel.toLocaleString('en')} steps`;
}

/** @param values what its places stand for */
function slider(name: string, values: readonly number[], begin: number, text: (value: number) => string): Slider {
  const id = `component-${name.toLowerCase()}`;
  const input = element('input', { type: 'range', id, min: 0, max: values.length - 1, step: 1, value: values.indexOf(begin) });
  const shown = element('output', { for: id, class: 'small' });
  const value = () => values[Number(input.value)]!;
  const show = () => {
    shown.textContent = text(value());
    input.setAttribute('aria-valuetext', text(value()));
  };
  input.addEventListener('input', show);
  show();
  return { root: element('div', { class: 'slider' }, element('label', { for: id }, name), input, shown), value };
}
