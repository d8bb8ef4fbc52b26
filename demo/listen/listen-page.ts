import type { Thresholds } from '../../examples/bearing-diagnosis/report/recording-report.ts';
import { element } from '../shared/element.ts';
import { explainError } from '../shared/explain-error.ts';
import { Notice } from '../shared/notice.ts';
import { Analysis, type BandReading, extentColumns, type Features, type Findings, type Workshop } from './analysis.ts';
import { formatHertz, formatSeconds } from './format.ts';
import { HealthCard } from './health-card.ts';
import { keptSeconds, LiveAnalysis, liveSegment } from './live-analysis.ts';
import { Microphone } from './microphone.ts';
import { openCsv } from './open-csv.ts';
import { openWav } from './open-wav.ts';
import { PictureCard } from './picture-card.ts';
import { Player } from './player.ts';
import { bandsFor, type KnownRecording } from './recordings.ts';
import { RuleCard } from './rule-card.ts';
import type { Signal } from './signal.ts';
import { SourceCard } from './source-card.ts';
import { ThreadsCard } from './threads-card.ts';

/** So much of a recording is analysed at once: plenty of turns of a shaft, and no trouble for a phone. */
const atOnceSeconds = 30;
const atOnceSamples = 3_000_000;

/** What a page needs before anything can be heard. */
export interface ListenSetup extends Workshop {
  readonly recordings: readonly KnownRecording[];
  readonly thresholds: Thresholds;
  readonly rule: string;
}

/** What is analysed now. */
interface Subject {
  readonly signal: Signal;
  /** Of a recording whose machine is known. */
  readonly known?: KnownRecording;
}

/** The part as people see it: what they choose is analysed, and shown as it comes. */
export class ListenPage {
  readonly #setup: ListenSetup;
  readonly #source: SourceCard;
  readonly #player = new Player((position) => this.#picture.showPosition(position));
  readonly #picture = new PictureCard(this.#player.element);
  readonly #health = new HealthCard();
  readonly #rule: RuleCard;
  readonly #oneAtATime = element('input', { type: 'checkbox', role: 'switch', id: 'listen-one' });
  readonly #threads = new ThreadsCard(
    element('div', { class: 'switch' }, this.#oneAtATime, element('label', { for: 'listen-one' }, 'One thread at a time')),
  );
  readonly #notices = element('div');
  readonly #notice = new Notice(this.#notices);
  readonly element: HTMLElement;
  readonly #end = new AbortController();
  #work = new AbortController();
  /** One analysis ends before the next begins. */
  #turn = Promise.resolve();
  /** Opens what is analysed; undefined: nothing, or the microphone. */
  #open: (() => Promise<Subject>) | undefined;
  #microphone: Microphone | undefined;
  #hiddenMs = 0;

  constructor(setup: ListenSetup) {
    this.#setup = setup;
    this.#source = new SourceCard(setup.recordings, {
      onRecording: (recording) => void this.listen(recording),
      onFile: (file) => void this.#openFile(file),
      onMicrophone: (listen) => void (listen ? this.#openMicrophone() : this.#closeMicrophone()),
      onChange: () => void (this.#microphone === undefined ? this.#again() : this.#openMicrophone()),
    });
    this.#rule = new RuleCard(setup, (work) => this.#watchPython(work));
    this.#threads.attach(setup.ray);
    this.#oneAtATime.addEventListener('change', () => void this.#again());
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
        this.#notices,
      ),
      this.#source.element,
      this.#picture.element,
      this.#health.element,
      this.#threads.element,
      this.#rule.element,
    );
    this.#listenForFiles();
    document.addEventListener('visibilitychange', () => void this.#onVisibility(), { signal: this.#end.signal });
  }

  /** Analyses a recording that comes with the site. */
  async listen(known: KnownRecording): Promise<void> {
    await this.#closeMicrophone();
    this.#notice.clear();
    this.#source.showRecording(known);
    this.#threads.forget();
    await this.#begin(async () => ({ signal: await known.open(), known }));
  }

  async end(): Promise<void> {
    this.#end.abort();
    this.#work.abort();
    this.#player.end();
    await this.#closeMicrophone();
    await this.#turn;
    this.#threads.end();
    this.#picture.end();
    this.#rule.end();
  }

  async #openFile(file: File): Promise<void> {
    await this.#closeMicrophone();
    this.#notice.clear();
    const isCsv = /\.(csv|txt|tsv)$/i.test(file.name) || file.type === 'text/csv';
    this.#source.showOwn(isCsv);
    const parseCsv = this.#setup.ray.task(() => import('./signal-tasks.ts'), 'parseCsv', import.meta.url);
    const open = () =>
      isCsv
        ? openCsv(file.name, file, (name, text) => this.#setup.ray.get(parseCsv.remote(name, text)), this.#source.rate)
        : openWav(file.name, file);
    this.#threads.forget();
    await this.#begin(async () => ({ signal: await open() }));
  }

  /** The same with other settings. */
  async #again(): Promise<void> {
    if (this.#open !== undefined) await this.#begin(this.#open);
  }

  /** Ends what is analysed, and begins with something else. */
  async #begin(open: () => Promise<Subject>): Promise<void> {
    this.#work.abort();
    const work = new AbortController();
    this.#work = work;
    this.element.setAttribute('aria-busy', 'true');
    const before = this.#turn;
    this.#turn = (async () => {
      await before;
      if (work.signal.aborted) return;
      try {
        const subject = await open();
        this.#open = open;
        const oneAtATime = this.#oneAtATime.checked;
        // the first run of all also loaded C++ and networks: it is no measure for another one
        if (oneAtATime && this.#threads.isCold) await this.#analyse(subject, work.signal, false);
        await this.#analyse(subject, work.signal, oneAtATime);
      } catch (error) {
        if (work.signal.aborted) return;
        this.#notice.fail(explainError(error));
        this.#health.give('');
      }
      if (!work.signal.aborted) this.element.removeAttribute('aria-busy');
    })();
    await this.#turn;
  }

  async #analyse({ signal, known }: Subject, abort: AbortSignal, oneAtATime: boolean): Promise<void> {
    const { rate, unit } = signal;
    const count = Math.min(signal.samples, atOnceSamples, Math.ceil(atOnceSeconds * rate));
    const remarks = [...signal.remarks];
    if (count < signal.samples) {
      this.#source.offerParts(signal.samples / rate, count / rate);
      remarks.push(`It lasts ${formatSeconds(signal.samples / rate)}: ${formatSeconds(count / rate)} are analysed, from where you choose.`);
    }
    const from = Math.min(Math.round(this.#source.fromSeconds * rate), signal.samples - count);
    const { speed } = this.#source;
    const sameSpeed = known !== undefined && Math.abs(speed - known.speed) < 0.01 * known.speed;
    const bands = sameSpeed ? known.bands : bandsFor(rate, speed);
    if (bands.length === 0)
      remarks.push('At this shaft speed there is no room for a pass band below half the sampling rate: no bands are judged.');
    if (remarks.length > 0) this.#notice.tell(`${signal.name}: ${remarks.join(' ')}`);
    const options = { rate, unit, speed: sameSpeed ? known.speed : speed, bands, oneAtATime, signal: abort };
    const readings: BandReading[] = [];
    const stored = await signal.read(from, count);
    const analysis = new Analysis(
      this.#setup,
      count,
      options,
      this.#findingsOf(signal, abort, readings, () => analysis),
    );
    this.#prepare(analysis, signal, bands.length / 2, count);
    await this.#threads.begin();
    const began = performance.now();
    await analysis.run(stored);
    if (abort.aborted) return;
    const wallMs = performance.now() - began;
    this.#health.conclude(readings, this.#setup.thresholds);
    await this.#threads.conclude(wallMs, oneAtATime);
    if (!abort.aborted) this.#rule.give(readings);
  }

  #prepare({ plan }: Analysis, { name, rate, unit }: Signal, bands: number, count: number): void {
    const seconds = count / rate;
    const shape = { columns: plan.columns, bins: plan.segment / 2 + 1, highest: rate / 2, seconds };
    this.#picture.begin(`${name}, ${formatHertz(rate)} sampling rate`, shape, plan.blocks.length * extentColumns, unit);
    this.#player.unload();
    this.#health.begin(bands);
    this.#rule.begin();
  }

  #findingsOf({ rate, unit }: Signal, abort: AbortSignal, readings: BandReading[], analysis: () => Analysis): Findings {
    const pieces: Features[] = [];
    const current =
      <T extends readonly unknown[]>(show: (...found: T) => void) =>
      (...found: T) => {
        if (!abort.aborted) show(...found);
      };
    return {
      onLevels: current((block, _columns, _bins, levels) => {
        const { plan } = analysis();
        const at = Math.round((plan.blocks[block]!.from / plan.samples) * plan.columns);
        this.#picture.spectrogram.put(at, levels);
        performance.mark('listen-spectrum');
      }),
      onExtents: current((block, extents) => this.#picture.waveform.put(block * extentColumns, extents)),
      onFeatures: current((_block, features) => {
        pieces.push(features);
        this.#health.showFeatures(pieces, unit);
      }),
      onBand: current((reading) => {
        readings.push(reading);
        this.#health.showBand(reading, this.#setup.thresholds);
      }),
      onAudible: current((samples) => this.#player.load(samples, rate)),
    };
  }

  async #openMicrophone(): Promise<void> {
    await this.#closeMicrophone();
    this.#work.abort();
    const work = new AbortController();
    this.#work = work;
    this.#open = undefined;
    this.element.removeAttribute('aria-busy');
    this.#notice.clear();
    this.#source.showOwn(false);
    await this.#turn;
    let live: LiveAnalysis | undefined;
    try {
      const microphone = await Microphone.open(
        (piece) => live?.take(piece),
        () => {
          void this.#closeMicrophone();
          this.#notice.fail('The microphone went away. What it heard last is still shown.');
        },
      );
      if (work.signal.aborted) return await microphone.close(); // something else was chosen meanwhile
      this.#microphone = microphone;
      live = this.#startLive(microphone, work.signal);
      this.#source.showListening(true);
    } catch (error) {
      this.#notice.fail(explainError(error));
    }
  }

  #startLive({ rate }: Microphone, signal: AbortSignal): LiveAnalysis {
    const { speed } = this.#source;
    const bands = bandsFor(rate, speed);
    const columns = LiveAnalysis.columns(rate);
    const shape = { columns, bins: liveSegment / 2 + 1, highest: rate / 2, seconds: keptSeconds };
    this.#picture.begin(`the microphone, ${formatHertz(rate)} sampling rate`, shape, columns, '');
    this.#player.unload();
    this.#health.begin(bands.length / 2);
    this.#rule.begin();
    this.#threads.forget();
    this.#threads.beginStream();
    const options = { rate, unit: '', speed, bands, oneAtATime: this.#oneAtATime.checked, signal } as const;
    return new LiveAnalysis(this.#setup, options, {
      onLevels: (levels) => this.#picture.spectrogram.append(levels),
      onExtents: (extents) => this.#picture.waveform.append(extents),
      onFeatures: (features) => this.#health.showFeatures([features], ''),
      onJudged: (readings) => {
        for (const reading of readings) this.#health.showBand(reading, this.#setup.thresholds);
        this.#health.conclude(readings, this.#setup.thresholds);
        this.#rule.give(readings);
      },
      onLeftOut: (pieces) => this.#notice.tell(`This device does not keep up: ${pieces} pieces of sound were left out of the spectrogram.`),
      onError: (error) => this.#notice.fail(explainError(error)),
    });
  }

  async #closeMicrophone(): Promise<void> {
    const microphone = this.#microphone;
    this.#microphone = undefined;
    this.#source.showListening(false);
    if (microphone === undefined) return;
    this.#work.abort();
    await microphone.close();
    await this.#threads.finish();
  }

  /** Nobody looks, and browsers slow hidden pages down: what was not heard is not made up for. */
  async #onVisibility(): Promise<void> {
    const microphone = this.#microphone;
    if (microphone === undefined) return;
    if (document.hidden) {
      this.#hiddenMs = performance.now();
      await microphone.pause();
    } else {
      await microphone.resume();
      const seconds = (performance.now() - this.#hiddenMs) / 1000;
      this.#notice.tell(`The microphone was off for ${formatSeconds(seconds)} while this page was hidden: there is a gap in what you see.`);
    }
  }

  /** Shows what Python does on its thread, unless a stream is shown. */
  async #watchPython(work: () => Promise<void>): Promise<void> {
    if (this.#microphone !== undefined) return work();
    await this.#threads.begin();
    const began = performance.now();
    await work();
    await this.#threads.finish();
    await this.#threads.summarize(performance.now() - began, false);
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
      if (file !== undefined) void this.#openFile(file);
    });
  }
}
