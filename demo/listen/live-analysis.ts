import { Analysis, type AnalysisOptions, type BandReading, type Features, type Findings, type Workshop } from './analysis.ts';

/** What is kept of a stream, and judged, s. */
export const keptSeconds = 10;
/** Samples per spectrum, and from one to the next. */
export const liveSegment = 1024;
const hop = 512;
/** How often the last seconds are judged as a whole, if the device keeps up. */
const judgeEveryMs = 2000;
/** So many pieces may wait for their spectrum; what comes then is left out. */
const mostWaiting = 24;

export interface LiveFindings {
  /** Columns that follow, [columns, bins] in dB. */
  readonly onLevels: (levels: Float32Array) => void;
  readonly onExtents: (extents: Float32Array) => void;
  readonly onFeatures: (features: Features) => void;
  readonly onJudged: (readings: readonly BandReading[]) => void;
  /** The device does not keep up, for the first time. */
  readonly onLeftOut: () => void;
  readonly onError: (error: unknown) => void;
}

/** The work on a stream: a spectrum for each piece as it comes, and a judgement of the last seconds now and then, until its signal. */
export class LiveAnalysis {
  readonly #workshop: Workshop;
  readonly #options: AnalysisOptions;
  readonly #findings: LiveFindings;
  /** The last seconds. */
  #kept: Float32Array[] = [];
  #keptSamples = 0;
  /** What the next spectrum shares with the last. */
  #tail = new Float32Array(0);
  #waiting = 0;
  #leftOut = false;
  #judgedMs = performance.now();
  #judging = false;
  /** Pieces are shown in their order, however their tasks end. */
  #shown = Promise.resolve();

  constructor(workshop: Workshop, options: AnalysisOptions, findings: LiveFindings) {
    this.#workshop = workshop;
    this.#options = options;
    this.#findings = findings;
  }

  /** Columns of the picture of the seconds that are kept. */
  static columns(rate: number): number {
    return Math.floor((keptSeconds * rate) / hop);
  }

  take(piece: Float32Array): void {
    const { signal } = this.#options;
    if (signal.aborted) return;
    this.#keep(piece);
    this.#findings.onExtents(extentsOf(piece, hop));
    if (this.#waiting >= mostWaiting) {
      if (!this.#leftOut) this.#findings.onLeftOut();
      this.#leftOut = true;
      return;
    }
    const samples = new Float32Array(this.#tail.length + piece.length);
    samples.set(this.#tail);
    samples.set(piece, this.#tail.length);
    this.#tail = samples.slice(samples.length - (liveSegment - hop));
    this.#waiting++;
    const spectrum = this.#spectrum(samples);
    const previous = this.#shown;
    this.#shown = (async () => {
      try {
        const [levels, features] = await spectrum;
        await previous;
        if (signal.aborted) return;
        this.#findings.onLevels(levels);
        this.#findings.onFeatures(features);
      } catch (error) {
        if (!signal.aborted) this.#findings.onError(error);
      } finally {
        this.#waiting--;
      }
    })();
    if (!this.#judging && performance.now() - this.#judgedMs > judgeEveryMs) void this.#judge();
  }

  #keep(piece: Float32Array): void {
    this.#kept.push(piece);
    this.#keptSamples += piece.length;
    const most = keptSeconds * this.#options.rate;
    while (this.#keptSamples - this.#kept[0]!.length >= most) this.#keptSamples -= this.#kept.shift()!.length;
  }

  async #spectrum(samples: Float32Array): Promise<[Float32Array, Features]> {
    const { rate, unit, signal } = this.#options;
    const { ray } = this.#workshop;
    const cpp = ray.executors.get('cpp');
    const piece = ray.put(samples);
    const request = { operation: 'signal.spectrogram', parameters: { rate, segment: liveSegment, overlap: liveSegment - hop } } as const;
    const { outputs } = await cpp.remote({ ...request, inputs: { signal: piece } }, { signal });
    const levels = ray
      .task(() => import('./signal-tasks.ts'), 'levels', import.meta.url, { signal })
      .remote(outputs.power, Number.MAX_SAFE_INTEGER);
    const features = await cpp.remote(
      { operation: 'vibration.features', parameters: { rate, unit }, inputs: { signal: piece } },
      { signal },
    );
    const { rms, peak, crest, kurtosis } = features.outputs;
    const [picture, ...figures] = await ray.get([levels, rms, peak, crest, kurtosis]);
    for (const ref of [piece, levels, ...Object.values(outputs), ...Object.values(features.outputs)]) ref[Symbol.dispose]();
    const [r, p, c, k] = figures.map(({ data }) => data[0]!) as [number, number, number, number];
    return [picture.levels, { rms: r, peak: p, crest: c, kurtosis: k }];
  }

  /** All that is kept, band by band. */
  async #judge(): Promise<void> {
    this.#judging = true;
    const whole = new Float32Array(this.#keptSamples);
    let at = 0;
    for (const piece of this.#kept) {
      whole.set(piece, at);
      at += piece.length;
    }
    const readings: BandReading[] = [];
    const findings: Findings = { onLevels() {}, onExtents() {}, onFeatures() {}, onBand: (reading) => readings.push(reading) };
    try {
      await new Analysis(this.#workshop, whole.length, this.#options, findings).judge(whole);
      if (!this.#options.signal.aborted) this.#findings.onJudged(readings);
    } catch (error) {
      if (!this.#options.signal.aborted) this.#findings.onError(error);
    } finally {
      this.#judging = false;
      this.#judgedMs = performance.now();
    }
  }
}

/** Least and greatest of each `length` samples, [columns, 2]. A few thousand at a time: no work for another thread. */
function extentsOf(samples: Float32Array, length: number): Float32Array {
  const result = new Float32Array(2 * Math.ceil(samples.length / length));
  for (let column = 0; column < result.length / 2; column++) {
    const part = samples.subarray(column * length, (column + 1) * length);
    result[2 * column] = Math.min(...part);
    result[2 * column + 1] = Math.max(...part);
  }
  return result;
}
