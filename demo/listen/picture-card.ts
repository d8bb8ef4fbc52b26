import { element } from '../shared/element.ts';
import { formatHertz, formatSeconds } from './format.ts';
import { type SpectrogramShape, SpectrogramView } from './spectrogram-view.ts';
import { WaveformView } from './waveform-view.ts';

/** The signal as it is, and its spectrogram. */
export class PictureCard {
  readonly waveform = new WaveformView();
  readonly spectrogram = new SpectrogramView();
  readonly #title = element('p', { class: 'muted small listen-about' });
  readonly element: HTMLElement;

  constructor(player: HTMLElement) {
    this.element = element(
      'section',
      { class: 'card listen-picture', 'aria-labelledby': 'listen-picture-title' },
      element('h2', { id: 'listen-picture-title' }, 'Signal'),
      this.#title,
      this.waveform.drawing.canvas,
      this.spectrogram.drawing.canvas,
      player,
    );
  }

  /** An empty picture of a signal that is about to come. */
  begin(about: string, shape: SpectrogramShape, waveformColumns: number, unit: string): void {
    this.#title.textContent = about;
    this.spectrogram.begin(shape);
    this.waveform.begin(waveformColumns, unit);
    const size = `${formatSeconds(shape.seconds)}, up to ${formatHertz(shape.highest)}`;
    this.waveform.drawing.describe(`Waveform of ${about}`);
    this.spectrogram.drawing.describe(`Spectrogram of ${about}: ${size}`);
  }

  /** @param position of the whole, 0 to 1; undefined: nothing is played */
  showPosition(position: number | undefined): void {
    this.waveform.showPosition(position);
    this.spectrogram.showPosition(position);
  }

  end(): void {
    this.waveform.drawing.end();
    this.spectrogram.drawing.end();
  }
}
