import type { ObjectRef } from 'polyray';
import { conditions, type Family, families, orders } from '../../examples/bearing-diagnosis/bearing.ts';
import type { DemoRuntime } from '../shared/start-runtime.ts';
import { classifierName, noveltyName } from './networks.ts';
import type { StoredSamples } from './signal.ts';
import { type Block, planBlocks, type SpectrogramPlan } from './spectrogram-plan.ts';

/** What the executors found in one pass band. */
export interface BandReading {
  /** Which of the bands, from 0. */
  readonly band: number;
  /** Hz */
  readonly low: number;
  readonly high: number;
  /** Shaft revolutions in the signal; scores need 40. */
  readonly revolutions: number;
  readonly resolved: boolean;
  /** By family, times the background. */
  readonly scores: Readonly<Record<Family, number>>;
  /** By condition, in the order of `conditions`. */
  readonly probabilities: readonly number[];
  /** How badly the autoencoder, which knows healthy machines alone, reproduces the band, dB². */
  readonly novelty: number;
}

/** Features of a piece of the signal, in its unit. */
export interface Features {
  readonly rms: number;
  readonly peak: number;
  readonly crest: number;
  readonly kurtosis: number;
}

/** What comes as the work goes on, in whatever order. */
export interface Findings {
  /** A piece of the spectrogram: [columns, bins] in dB. */
  readonly onLevels: (block: number, columns: number, bins: number, levels: Float32Array) => void;
  /** Least and greatest samples: [columns, 2]. */
  readonly onExtents: (block: number, extents: Float32Array) => void;
  readonly onFeatures: (block: number, features: Features) => void;
  readonly onBand: (reading: BandReading) => void;
  /** All samples, within ±1, at the end. */
  readonly onAudible?: (samples: Float32Array) => void;
}

export interface AnalysisOptions {
  readonly rate: number;
  readonly unit: '' | 'N' | 'Pa';
  /** Shaft revolutions per second. */
  readonly speed: number;
  /** Pass bands as low, high pairs, Hz. */
  readonly bands: readonly number[];
  /** Each step waits for the one before, so that no two threads compute at once. */
  readonly oneAtATime: boolean;
  readonly signal: AbortSignal;
}

/** Where the work is done. */
export interface Workshop {
  readonly ray: DemoRuntime;
  /** Resolves when the ML executor has its networks: the first spectra need not wait for them. */
  readonly networks: Promise<unknown>;
}

/** Columns of the waveform per block. */
export const extentColumns = 64;

/** The work on a whole recording: some hundred tasks, whose data stays with the workers. */
export class Analysis {
  readonly #ray: DemoRuntime;
  readonly #networks: Promise<unknown>;
  readonly #options: AnalysisOptions;
  readonly #findings: Findings;
  /** Something is there to look at: what takes longer may begin. */
  readonly #pictured = Promise.withResolvers<void>();
  readonly plan: SpectrogramPlan;

  constructor({ ray, networks }: Workshop, samples: number, options: AnalysisOptions, findings: Findings) {
    this.#ray = ray;
    this.#networks = networks;
    this.#options = options;
    this.#findings = findings;
    this.plan = planBlocks(samples);
  }

  /** @throws {Error} the first that any step rejects with, when all have ended */
  async run(stored: StoredSamples): Promise<void> {
    const { blocks } = this.plan;
    const decode = this.#ray.task(() => import('./signal-tasks.ts'), 'decode', import.meta.url, { numReturns: blocks.length + 1 });
    const [whole, ...pieces] = decode.remote(stored, blocks) as unknown as [ObjectRef<Float32Array>, ...ObjectRef<Float32Array>[]];
    try {
      await this.#turn(whole);
      await this.#all([...pieces.map((piece, i) => () => this.#readBlock(i, piece, blocks[i]!)), ...this.#bandSteps(whole)]);
      if (this.#findings.onAudible !== undefined) {
        using audible = this.#ray.task(() => import('./signal-tasks.ts'), 'audible', import.meta.url).remote(whole);
        this.#findings.onAudible(await this.#ray.get(audible));
      }
    } finally {
      for (const ref of [whole, ...pieces]) ref[Symbol.dispose]();
    }
  }

  /** Only what the bands say, of samples that are here. */
  async judge(samples: Float32Array): Promise<void> {
    this.#pictured.resolve();
    using whole = this.#ray.put(samples);
    await this.#all(this.#bandSteps(whole));
  }

  #bandSteps(whole: ObjectRef<Float32Array>): (() => Promise<void>)[] {
    return Array.from({ length: this.#options.bands.length / 2 }, (_, band) => () => this.#readBand(band, whole));
  }

  async #all(steps: readonly (() => Promise<void>)[]): Promise<void> {
    if (this.#options.oneAtATime) {
      for (const step of steps) if (!this.#options.signal.aborted) await step();
      return;
    }
    const begun = steps.map((step) => step());
    begun.map((step) => step.catch(this.#pictured.resolve)); // else the rest would wait for ever
    const settled = await Promise.allSettled(begun);
    for (const each of settled) if (each.status === 'rejected') throw each.reason;
  }

  async #readBlock(block: number, piece: ObjectRef<Float32Array>, { to, from }: Block): Promise<void> {
    const { rate, unit, signal } = this.#options;
    const { segment, overlap, columns } = this.plan;
    const cpp = this.#ray.executors.get('cpp');
    const tasks = () => import('./signal-tasks.ts');
    const extents = this.#ray.task(tasks, 'extents', import.meta.url, { signal }).remote(piece, extentColumns);
    await this.#turn(extents);
    const spectrogram = await cpp.remote(
      { operation: 'signal.spectrogram', parameters: { rate, segment, overlap }, inputs: { signal: piece } },
      { signal },
    );
    await this.#turn(spectrogram.outputs.power);
    const wanted = Math.max(1, Math.round((columns * (to - from)) / this.plan.samples));
    const levels = this.#ray.task(tasks, 'levels', import.meta.url, { signal }).remote(spectrogram.outputs.power, wanted);
    await this.#turn(levels);
    const features = await cpp.remote(
      { operation: 'vibration.features', parameters: { rate, unit }, inputs: { signal: piece } },
      { signal },
    );
    const { rms, peak, crest, kurtosis } = features.outputs;
    await Promise.all([
      this.#ray.get(extents).then((found) => this.#findings.onExtents(block, found)),
      this.#ray.get(levels).then((picture) => {
        this.#findings.onLevels(block, picture.columns, picture.bins, picture.levels);
        this.#pictured.resolve();
      }),
      this.#ray.get([rms, peak, crest, kurtosis]).then((figures) => {
        const [r, p, c, k] = figures.map(({ data }) => data[0]!) as [number, number, number, number];
        this.#findings.onFeatures(block, { rms: r, peak: p, crest: c, kurtosis: k });
      }),
    ]);
    for (const ref of [extents, levels, ...Object.values(spectrogram.outputs), ...Object.values(features.outputs)]) ref[Symbol.dispose]();
  }

  async #readBand(band: number, whole: ObjectRef<Float32Array>): Promise<void> {
    const { rate, speed, bands, signal } = this.#options;
    const { executors } = this.#ray;
    const [low, high] = [bands[2 * band]!, bands[2 * band + 1]!];
    await this.#pictured.promise;
    const parameters = { rate, speed, bands: [low, high], orders: families.map((family) => orders[family]), tolerance: 0.01 };
    const evidence = await executors
      .get('cpp')
      .remote({ operation: 'bearing.evidence', parameters, inputs: { signal: whole } }, { signal });
    const x = evidence.outputs['order-spectrum'];
    await this.#turn(x);
    await this.#networks;
    const ml = executors.get('ml');
    const classes = await ml.remote({ operation: 'model.run', parameters: { model: classifierName }, inputs: { x } }, { signal });
    await this.#turn(classes.outputs.y);
    const copy = await ml.remote({ operation: 'model.run', parameters: { model: noveltyName, compare: true }, inputs: { x } }, { signal });
    const [values, scores, y, error] = await this.#ray.get([
      evidence.values,
      evidence.outputs.scores,
      classes.outputs.y,
      copy.outputs.error,
    ]);
    this.#findings.onBand({
      ...{ band, low, high },
      revolutions: values.revolutions,
      resolved: values.resolved,
      scores: Object.fromEntries(families.map((family, i) => [family, scores.data[i]!])) as Record<Family, number>,
      probabilities: conditions.map((_, i) => y.data[i]!),
      novelty: error!.data[0]!,
    });
    const made = [evidence.values, ...Object.values(evidence.outputs), classes.values, ...Object.values(classes.outputs)];
    for (const ref of [...made, copy.values, ...Object.values(copy.outputs)]) ref[Symbol.dispose]();
  }

  /** One thread at a time: waits until a result is there. Else goes on at once. */
  async #turn(ref: ObjectRef): Promise<void> {
    if (this.#options.oneAtATime) await this.#ray.wait([ref]);
  }
}
