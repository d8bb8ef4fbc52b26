import { element } from '../shared/element.ts';
import { explainError } from '../shared/explain-error.ts';
import { Notice } from '../shared/notice.ts';
import { analyseRecording, type Subject } from './analyse-recording.ts';
import type { Workshop } from './analysis.ts';
import type { Cards } from './cards.ts';
import { HealthCard } from './health-card.ts';
import { hearMicrophone } from './hear-microphone.ts';
import { MicrophoneError } from './microphone.ts';
import { csvSignal, type ParsedCsv, readCsv } from './open-csv.ts';
import { openWav } from './open-wav.ts';
import { PictureCard } from './picture-card.ts';
import { Player } from './player.ts';
import type { KnownRecording } from './recordings.ts';
import { RuleCard, type RuleSetup } from './rule-card.ts';
import { SourceCard } from './source-card.ts';
import { ThreadsCard } from './threads-card.ts';
import { Turns } from './turns.ts';

/** What a page needs before anything can be heard. */
export interface ListenSetup extends Workshop, RuleSetup {
  readonly recordings: readonly KnownRecording[];
}

/** What people chose; done until something else is chosen, and once more where they change a setting. */
type Choice = (signal: AbortSignal) => Promise<void>;

const nothing: Choice = async () => {};

/** The part as people see it: what they choose is analysed, and shown as it comes. */
export class ListenPage {
  readonly #setup: ListenSetup;
  readonly #cards: Cards;
  readonly element: HTMLElement;
  readonly #turns = new Turns();
  #choice = nothing;

  constructor(setup: ListenSetup) {
    this.#setup = setup;
    const again = () => this.#choose(this.#choice);
    const source = new SourceCard(setup.recordings, {
      onRecording: (recording) => this.listen(recording),
      onFile: (file) => this.#openFile(file),
      onMicrophone: (listen) => (listen ? this.#hear() : this.#choose(nothing)),
      onChange: again,
    });
    const player = new Player((position) => picture.showPosition(position));
    const picture = new PictureCard(player.element);
    const health = new HealthCard(setup.thresholds);
    const threads = new ThreadsCard(setup.ray, again);
    const rule = new RuleCard(setup, (work) => threads.watch(work));
    const notices = element('div');
    this.#cards = { source, player, picture, health, threads, rule, notice: new Notice(notices) };
    this.element = element(
      'div',
      { class: 'listen' },
      element(
        'div',
        { class: 'listen-head' },
        element('h1', {}, 'Listen to a machine'),
        element(
          'p',
          { class: 'muted' },
          'C++ with FFTW hears, two small networks judge, a rule in Python decides: each a WebAssembly component, on all cores of this device. Drop a WAV or CSV file anywhere here.',
        ),
        notices,
      ),
      ...[source, picture, health, threads, rule].map((card) => card.element),
    );
    this.#listenForFiles();
  }

  /** Analyses a recording that comes with the site. */
  listen(known: KnownRecording): void {
    this.#cards.source.showRecording(known);
    this.#analyse(async (signal) => ({ signal: await known.open(signal), known }));
  }

  async end(): Promise<void> {
    const { player, threads, picture, rule } = this.#cards;
    player.end();
    await this.#turns.end();
    threads.end();
    picture.end();
    rule.end();
  }

  #openFile(file: File): void {
    const { source } = this.#cards;
    const isCsv = /\.(csv|txt|tsv)$/i.test(file.name) || file.type === 'text/csv';
    source.showOwn(isCsv);
    let parsed: ParsedCsv | undefined; // read once, whatever rate is set afterwards
    this.#analyse(async (signal) => {
      if (!isCsv) return { signal: await openWav(file.name, file) };
      parsed ??= await readCsv(file.name, file, (name, text) => this.#parseCsv(name, text, signal));
      return { signal: csvSignal(file.name, parsed, source.rate) };
    });
  }

  async #parseCsv(name: string, text: string, signal: AbortSignal): Promise<ParsedCsv> {
    const { ray } = this.#setup;
    using parsed = ray.task(() => import('./signal-tasks.ts'), 'parseCsv', import.meta.url, { signal }).remote(name, text);
    return await ray.get(parsed);
  }

  /** @param open undone where something else is chosen meanwhile */
  #analyse(open: (signal: AbortSignal) => Promise<Subject>): void {
    this.#cards.threads.forget();
    this.#choose(async (signal) => {
      const subject = await open(signal);
      if (!signal.aborted) await analyseRecording(this.#setup, this.#cards, subject, signal);
    });
  }

  #hear(): void {
    this.#cards.source.showOwn(false);
    this.#choose(async (signal) => {
      this.element.removeAttribute('aria-busy'); // it has no end to wait for
      await hearMicrophone(this.#setup, this.#cards, signal, () => {
        this.#choose(nothing);
        this.#cards.notice.fail('The microphone went away. What it heard last is still shown.');
      });
    });
  }

  /** Ends what is done, and begins with something else. */
  #choose(choice: Choice): void {
    const { source, notice, health } = this.#cards;
    this.#choice = choice;
    source.showListening(false);
    notice.clear();
    this.element.setAttribute('aria-busy', 'true');
    void this.#turns.begin(async (signal) => {
      try {
        await choice(signal);
      } catch (error) {
        if (signal.aborted) return;
        notice.fail(explainError(error));
        health.giveUp();
        if (error instanceof MicrophoneError) this.#choice = nothing; // asked for again only by its button
      }
      if (!signal.aborted) this.element.removeAttribute('aria-busy');
    });
  }

  #listenForFiles(): void {
    const over = (event: DragEvent, inside: boolean) => {
      event.preventDefault();
      this.element.classList.toggle('listen-drop', inside);
    };
    this.element.addEventListener('dragover', (event) => over(event, true));
    this.element.addEventListener('dragleave', (event) => over(event, false));
    this.element.addEventListener('drop', (event) => {
      over(event, false);
      const [file] = event.dataTransfer?.files ?? [];
      if (file !== undefined) this.#openFile(file);
    });
  }
}
