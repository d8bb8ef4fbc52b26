import { element } from '../shared/element.ts';
import { formatSeconds } from './format.ts';

/** What plays, or is about to: people are quicker than audio. */
interface Playing {
  source?: AudioBufferSourceNode;
  beganAt: number;
}

/** Plays a recording, and says where it is. */
export class Player {
  readonly #button = element('button', { type: 'button', click: () => void this.#toggle(), disabled: true }, 'Play');
  readonly #slider = element('input', { type: 'range', min: 0, max: 1, step: 0.001, value: 0, 'aria-label': 'Position', disabled: true });
  readonly #time = element('span', { class: 'muted small listen-time' });
  readonly element = element('div', { class: 'row listen-player' }, this.#button, this.#slider, this.#time);
  readonly #onPosition: (position: number | undefined) => void;
  #context: AudioContext | undefined;
  #buffer: AudioBuffer | undefined;
  #playing: Playing | undefined;
  #frame = 0;
  readonly #end = new AbortController();

  constructor(onPosition: (position: number | undefined) => void) {
    this.#onPosition = onPosition;
    this.#slider.addEventListener('input', () => this.#seek(Number(this.#slider.value)));
    // nobody looks and, after a while, nobody's timers run: it stops where it is
    document.addEventListener('visibilitychange', () => document.hidden && this.pause(), { signal: this.#end.signal });
  }

  /** @param samples within ±1, at a rate that audio can have, 3 to 768 kHz: others can be seen, not heard */
  load(samples: Float32Array, rate: number): void {
    this.unload();
    this.element.hidden = false;
    if (!(rate >= 3000 && rate <= 768_000)) {
      this.#time.textContent = 'at this sampling rate it cannot be heard';
      return;
    }
    this.#buffer = new AudioBuffer({ length: samples.length, sampleRate: rate });
    this.#buffer.copyToChannel(samples as Float32Array<ArrayBuffer>, 0);
    this.#button.disabled = this.#slider.disabled = false;
    this.#tell(0);
  }

  unload(): void {
    this.pause();
    this.#buffer = undefined;
    this.#button.disabled = this.#slider.disabled = true;
    this.#slider.value = '0';
    this.element.hidden = true;
    this.#onPosition(undefined);
  }

  pause(): void {
    cancelAnimationFrame(this.#frame);
    const playing = this.#playing;
    this.#playing = undefined;
    this.#button.textContent = 'Play';
    if (playing === undefined) return;
    if (playing.source === undefined) return;
    playing.source.onended = null;
    playing.source.stop();
  }

  end(): void {
    this.pause();
    this.#end.abort();
    void this.#context?.close();
  }

  async #toggle(): Promise<void> {
    if (this.#playing !== undefined) this.pause();
    else await this.#play();
  }

  async #play(): Promise<void> {
    const buffer = this.#buffer;
    if (buffer === undefined) return;
    const playing: Playing = { beganAt: 0 };
    this.#playing = playing;
    this.#button.textContent = 'Pause';
    this.#context ??= new AudioContext();
    await this.#context.resume();
    if (this.#playing !== playing) return;
    const from = Number(this.#slider.value) >= 0.999 ? 0 : Number(this.#slider.value) * buffer.duration;
    const source = new AudioBufferSourceNode(this.#context, { buffer });
    source.connect(this.#context.destination);
    source.onended = () => {
      this.pause();
      this.#tell(1);
    };
    source.start(0, from);
    Object.assign(playing, { source, beganAt: this.#context.currentTime - from });
    this.#follow();
  }

  #follow(): void {
    if (this.#playing === undefined || this.#buffer === undefined) return;
    this.#tell(Math.min(1, (this.#context!.currentTime - this.#playing.beganAt) / this.#buffer.duration));
    this.#frame = requestAnimationFrame(() => this.#follow());
  }

  #seek(position: number): void {
    const was = this.#playing !== undefined;
    this.pause();
    this.#tell(position);
    if (was) void this.#play();
  }

  #tell(position: number): void {
    const seconds = this.#buffer?.duration ?? 0;
    this.#slider.value = String(position);
    const text = `${formatSeconds(Math.round(position * seconds * 10) / 10)} of ${formatSeconds(seconds)}`;
    this.#slider.setAttribute('aria-valuetext', text);
    this.#time.textContent = text;
    this.#onPosition(position);
  }
}
