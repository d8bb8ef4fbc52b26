import { element } from '../shared/element.ts';
import { formatSeconds } from './format.ts';
import type { KnownRecording } from './recordings.ts';

/** What people choose. */
export interface SourceEvents {
  readonly onRecording: (recording: KnownRecording) => void;
  readonly onFile: (file: File) => void;
  /** Begin to listen, or end. */
  readonly onMicrophone: (listen: boolean) => void;
  /** The shaft's speed, the sampling rate or the part of a long recording: the same is to be analysed anew. */
  readonly onChange: () => void;
}

/** Where the signal comes from, and what has to be known of it. */
export class SourceCard {
  readonly #recordings: readonly KnownRecording[];
  readonly #select: HTMLSelectElement;
  readonly #microphone = element('button', { type: 'button', 'aria-pressed': 'false' }, 'Microphone');
  readonly #speed = numberInput('listen-speed', 1, 600_000, 1500);
  readonly #rate = numberInput('listen-rate', 1, 10_000_000, 10_000);
  readonly #rateField = field('Samples per second', this.#rate);
  readonly #from = element('input', { type: 'range', id: 'listen-from', min: 0, step: 1, value: 0 });
  readonly #fromText = element('span', { class: 'muted small' });
  readonly #fromField = field('Begin at', this.#from, this.#fromText);
  readonly element: HTMLElement;

  constructor(recordings: readonly KnownRecording[], events: SourceEvents) {
    this.#recordings = recordings;
    this.#select = element(
      'select',
      { id: 'listen-recording' },
      ...recordings.map(({ file, title }, i) => element('option', { value: i }, `${title} (${file.replace(/^.*\//, '')})`)),
      element('option', { value: 'own', disabled: true, hidden: true }, 'Your own'),
    );
    const file = element('input', {
      type: 'file',
      accept: '.wav,.csv,.txt,audio/wav,text/csv',
      class: 'visually-hidden',
      id: 'listen-file',
    });
    this.element = element(
      'section',
      { class: 'card listen-source', 'aria-label': 'Source' },
      field('Recording', this.#select),
      element(
        'div',
        { class: 'field' },
        element('span', { 'aria-hidden': 'true' }, 'or'),
        element(
          'div',
          { class: 'row' },
          file,
          element('label', { for: 'listen-file', class: 'button' }, 'Open WAV or CSV …'),
          this.#microphone,
        ),
      ),
      field('Shaft speed, rpm', this.#speed),
      this.#rateField,
      this.#fromField,
    );
    this.#rateField.hidden = true;
    this.#fromField.hidden = true;
    this.#select.addEventListener('change', () => events.onRecording(this.#recordings[Number(this.#select.value)]!));
    file.addEventListener('change', () => {
      const [chosen] = file.files ?? [];
      file.value = ''; // the same may be chosen again
      if (chosen !== undefined) events.onFile(chosen);
    });
    this.#microphone.addEventListener('click', () => events.onMicrophone(this.#microphone.getAttribute('aria-pressed') === 'false'));
    for (const input of [this.#speed, this.#rate, this.#from])
      input.addEventListener('change', () => input.reportValidity() && events.onChange());
    this.#from.addEventListener('input', () => this.#tellFrom());
  }

  /**
   * Shaft revolutions per second.
   *
   * @throws {RangeError}
   */
  get speed(): number {
    return numberOf('Shaft speed, rpm', this.#speed) / 60;
  }

  /** @throws {RangeError} */
  get rate(): number {
    return numberOf('Samples per second', this.#rate);
  }

  /** Where in a long recording the analysis begins, s. */
  get fromSeconds(): number {
    return this.#fromField.hidden ? 0 : Number(this.#from.value);
  }

  showRecording(recording: KnownRecording): void {
    this.#select.value = String(this.#recordings.indexOf(recording));
    this.#speed.value = String(Math.round(60 * recording.speed));
    this.#rateField.hidden = true;
    this.#fromField.hidden = true;
  }

  /** @param asksRate whether people must say how many samples there are per second */
  showOwn(asksRate: boolean): void {
    this.#select.value = 'own';
    this.#rateField.hidden = !asksRate;
    this.#fromField.hidden = true;
    this.#from.value = '0';
  }

  /** Offers the parts of a recording that is longer than what is analysed at once. */
  offerParts(seconds: number, atOnce: number): void {
    this.#from.max = String(Math.floor(seconds - atOnce));
    this.#fromField.hidden = false;
    this.#tellFrom();
  }

  showListening(listening: boolean): void {
    this.#microphone.setAttribute('aria-pressed', String(listening));
    this.#microphone.textContent = listening ? 'Stop microphone' : 'Microphone';
  }

  #tellFrom(): void {
    const text = formatSeconds(Number(this.#from.value));
    this.#fromText.textContent = text;
    this.#from.setAttribute('aria-valuetext', text);
  }
}

function numberInput(id: string, min: number, max: number, value: number): HTMLInputElement {
  return element('input', { type: 'number', id, min, max, value, required: true, inputmode: 'decimal', step: 'any' });
}

function numberOf(label: string, { value, min, max, validity }: HTMLInputElement): number {
  if (!validity.valid) throw new RangeError(`"${label}" must be a number from ${min} to ${max}, is "${value}"`);
  return Number(value);
}

function field(label: string, input: HTMLElement, ...rest: readonly HTMLElement[]): HTMLElement {
  return element('div', { class: 'field' }, element('label', { for: input.id }, label), input, ...rest);
}
