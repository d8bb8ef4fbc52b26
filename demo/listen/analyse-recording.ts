import { Analysis, type BandReading, extentColumns, type Features, type Findings, type Workshop } from './analysis.ts';
import type { Cards } from './cards.ts';
import { formatHertz, formatSeconds } from './format.ts';
import { bandsFor, type KnownRecording } from './recordings.ts';
import type { Signal } from './signal.ts';

/** So much of a recording is analysed at once: plenty of turns of a shaft, and no trouble for a phone. */
const atOnceSeconds = 30;
const atOnceSamples = 3_000_000;

/** What is analysed. */
export interface Subject {
  readonly signal: Signal;
  /** Of a recording whose machine is known. */
  readonly known?: KnownRecording;
}

/** Analyses a recording as the cards are set, and shows what comes, until `abort`. */
export async function analyseRecording(workshop: Workshop, cards: Cards, subject: Subject, abort: AbortSignal): Promise<void> {
  const { oneAtATime, isCold } = cards.threads;
  // the first run of all also loaded C++ and networks: it is no measure for another one
  if (oneAtATime && isCold) await analyse(workshop, cards, subject, abort, false);
  if (!abort.aborted) await analyse(workshop, cards, subject, abort, oneAtATime);
}

async function analyse(
  workshop: Workshop,
  cards: Cards,
  { signal, known }: Subject,
  abort: AbortSignal,
  oneAtATime: boolean,
): Promise<void> {
  const { source, health, threads, rule, notice } = cards;
  const { rate, unit } = signal;
  const { speed } = source;
  const count = Math.min(signal.samples, atOnceSamples, Math.ceil(atOnceSeconds * rate));
  const remarks = [...signal.remarks];
  if (count < signal.samples) {
    source.offerParts(signal.samples / rate, count / rate);
    remarks.push(`It lasts ${formatSeconds(signal.samples / rate)}: ${formatSeconds(count / rate)} are analysed, from where you choose.`);
  }
  const from = Math.min(Math.round(source.fromSeconds * rate), signal.samples - count);
  const sameSpeed = known !== undefined && Math.abs(speed - known.speed) < 0.01 * known.speed;
  const bands = sameSpeed ? known.bands : bandsFor(rate, speed, count / rate);
  if (bands.length === 0)
    remarks.push(
      'At this shaft speed no pass band has room below half the sampling rate, or this is too short for one: no bands are judged.',
    );
  if (remarks.length > 0) notice.tell(`${signal.name}: ${remarks.join(' ')}`);
  const stored = await signal.read(from, count);
  if (abort.aborted) return;
  const options = { rate, unit, speed: sameSpeed ? known.speed : speed, bands, oneAtATime, signal: abort };
  const readings: BandReading[] = [];
  const analysis = new Analysis(
    workshop,
    count,
    options,
    findingsFor(cards, signal, abort, readings, () => analysis),
  );
  prepare(cards, analysis, signal, bands.length / 2, count);
  const wallMs = await threads.follow(() => analysis.run(stored));
  if (abort.aborted) return;
  health.conclude(readings);
  await threads.conclude(wallMs, oneAtATime);
  if (!abort.aborted) rule.give(readings);
}

function prepare({ picture, player, health, rule }: Cards, { plan }: Analysis, { name, rate, unit }: Signal, bands: number, count: number) {
  const shape = { columns: plan.columns, bins: plan.bins, highest: rate / 2, seconds: count / rate };
  picture.begin(`${name}, ${formatHertz(rate)} sampling rate`, shape, plan.blocks.length * extentColumns, unit);
  player.unload();
  health.begin(bands);
  rule.begin();
}

function findingsFor(
  { picture, player, health }: Cards,
  { rate, unit }: Signal,
  abort: AbortSignal,
  readings: BandReading[],
  analysis: () => Analysis,
): Findings {
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
      picture.spectrogram.put(at, levels);
      performance.mark('listen-spectrum');
    }),
    onExtents: current((block, extents) => picture.waveform.put(block * extentColumns, extents)),
    onFeatures: current((_block, features) => {
      pieces.push(features);
      health.showFeatures(pieces, unit);
    }),
    onBand: current((reading) => {
      readings.push(reading);
      health.showBand(reading);
    }),
    onAudible: current((samples) => player.load(samples, rate)),
  };
}
