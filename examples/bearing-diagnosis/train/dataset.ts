import { type Condition, conditions } from '../bearing.ts';
import { simulateBearing } from '../simulate/bearing-signal.ts';
import { drawBand, drawSimulation } from '../simulate/draw-simulation.ts';
import { Random } from '../simulate/random.ts';

/** What `bearing.evidence` says of one signal. */
export interface Evidence {
  /** [bands, families] */
  readonly scores: Float64Array;
  /** [bands, features], dB */
  readonly orderSpectrum: Float32Array;
}

/** `bearing.evidence` for a signal; `bands` holds low, high pairs in Hz. */
export type Extract = (signal: Float64Array, at: { rate: number; speed: number; bands: readonly number[] }) => Promise<Evidence>;

/** One band of one simulated recording. */
export interface Row {
  readonly condition: Condition;
  /** The raw features [256], dB. */
  readonly x: Float32Array;
  /** By family, in the order of `families`. */
  readonly scores: Float64Array;
}

export interface DatasetOptions {
  readonly seed: number;
  /** Simulations of each condition. */
  readonly count: (condition: Condition) => number;
  /** Bands drawn for each simulation. */
  readonly bands: number;
  /** Simulations in work at a time; the result does not depend on it. */
  readonly parallel: number;
}

/** Simulates recordings and asks for their evidence. Each simulation has a random stream of its own. */
export async function makeDataset(extract: Extract, options: DatasetOptions): Promise<Row[]> {
  const jobs = conditions.flatMap((condition) => Array.from({ length: options.count(condition) }, () => condition));
  const rows: Row[][] = new Array(jobs.length);
  let next = 0;
  const work = async () => {
    for (let i = next++; i < jobs.length; i = next++)
      rows[i] = await simulateRows(extract, jobs[i]!, new Random(options.seed, i), options.bands);
  };
  await Promise.all(Array.from({ length: options.parallel }, work));
  return rows.flat();
}

async function simulateRows(extract: Extract, condition: Condition, random: Random, count: number): Promise<Row[]> {
  const simulation = drawSimulation(condition, random);
  const bands = Array.from({ length: count }, () => drawBand(simulation, random)).flat();
  const signal = simulateBearing(simulation, random);
  const { scores, orderSpectrum } = await extract(signal, { rate: simulation.rate, speed: simulation.speed, bands });
  if (scores.some(Number.isNaN) || orderSpectrum.some(Number.isNaN)) {
    throw new Error(
      `Cannot train on a simulated ${condition} recording: its evidence holds NaN (${JSON.stringify({ ...simulation, bands })})`,
    );
  }
  const [features, families] = [orderSpectrum.length / count, scores.length / count];
  return Array.from({ length: count }, (_, band) => ({
    condition,
    x: orderSpectrum.slice(band * features, (band + 1) * features),
    scores: scores.slice(band * families, (band + 1) * families),
  }));
}
