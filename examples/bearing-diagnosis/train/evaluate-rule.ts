import fs from 'node:fs';
import type { Ray } from 'polyray';
import type { python } from 'polyray-python';
import { type Condition, conditions, families } from '../bearing.ts';
import { simulateBearing } from '../simulate/bearing-signal.ts';
import { drawSimulation } from '../simulate/draw-simulation.ts';
import { Random } from '../simulate/random.ts';
import type { Extract } from './dataset.ts';
import type { DenseNetwork } from './dense-network.ts';
import type { Thresholds } from './evaluate.ts';
import { reconstructionError } from './novelty.ts';

/** Adjacent bands of equal width up to 0.48 of the rate: as many as are 25 orders wide, at most ten. Knows no resonance. */
export function gridOf(rate: number, speed: number): number[] {
  const count = Math.max(1, Math.min(10, Math.floor((0.48 * rate) / (25 * speed))));
  return Array.from({ length: count }, (_, i) => [(i * 0.48 * rate) / count, ((i + 1) * 0.48 * rate) / count]).flat();
}

export interface RuleOptions {
  readonly extract: Extract;
  readonly ray: Ray<{ python: typeof python }>;
  readonly classifier: DenseNetwork;
  readonly novelty: DenseNetwork;
  readonly thresholds: Thresholds;
  readonly seed: number;
  /** Recordings of each condition. */
  readonly count: number;
}

/** Verdicts of rule.py over whole simulated recordings: counts by condition, then by verdict. */
export async function evaluateRule(options: RuleOptions): Promise<Record<Condition, Record<string, number>>> {
  const { extract, ray, classifier, novelty, thresholds } = options;
  const executor = ray.executors.get('python');
  const source = fs.readFileSync(new URL('../rule.py', import.meta.url), 'utf8');
  const counts = Object.fromEntries(conditions.map((condition) => [condition, {}])) as Record<Condition, Record<string, number>>;
  for (const [c, condition] of conditions.entries()) {
    for (let i = 0; i < options.count; i++) {
      const random = new Random(options.seed, c * options.count + i);
      const simulation = drawSimulation(condition, random);
      const { rate, speed, samples } = simulation;
      const bands = gridOf(rate, speed);
      const { scores, orderSpectrum } = await extract(simulateBearing(simulation, random), { rate, speed, bands });
      const count = bands.length / 2;
      const bins = orderSpectrum.length / count;
      const spectra = Array.from({ length: count }, (_, band) => orderSpectrum.subarray(band * bins, (band + 1) * bins));
      const { values } = await executor.execute({
        operation: 'run',
        parameters: {
          source,
          function: 'decide',
          arguments: {
            ...{ revolutions: (samples / rate) * speed, resolved: true, bands, families, classes: conditions },
            thresholds: JSON.stringify(thresholds),
          },
        },
        inputs: {
          a: { data: scores, dimensions: [count, families.length] },
          b: { data: Float32Array.from(spectra.flatMap((x) => [...classifier.forward(x)])), dimensions: [count, conditions.length] },
          c: Float32Array.from(spectra, (x) => reconstructionError(novelty, x)),
        },
      });
      const { verdict } = values.result as { verdict: string };
      counts[condition][verdict] = (counts[condition][verdict] ?? 0) + 1;
    }
  }
  return counts;
}
