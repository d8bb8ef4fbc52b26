import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { init } from 'polyray';
import { type OpenPipeline, openPipeline } from 'polyray/pipeline';
import { cpp } from 'polyray-cpp';
import { ml } from 'polyray-ml';
import { python } from 'polyray-python';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { families, orders } from './bearing.ts';
import { diagnose } from './diagnose.ts';
import type { Recording } from './recording.ts';
import type { Decision } from './report/recording-report.ts';
import { type BearingSimulation, simulateBearing } from './simulate/bearing-signal.ts';
import { Random } from './simulate/random.ts';
import { tolerance } from './train/host-features.ts';

const here = (name: string) => new URL(name, import.meta.url);
const document = JSON.parse(fs.readFileSync(here('pipeline.json'), 'utf8'));
const simulation: BearingSimulation = {
  rate: 12_800,
  speed: 25,
  samples: 64_000,
  resonance: { frequency: 2_500, damping: 0.05 },
  faultLevel: 6,
  strays: 0.2,
  strayLevel: -3,
  harmonics: [{ order: 1, amplitude: 1 }],
  modulation: [{ order: 2, amplitude: 0.1 }],
  whiteLevel: -10,
};
const fault = { slip: -0.005, jitter: 0.003, scatter: 0.2, loadZone: 0.4, zones: 1 as const, unbalance: 0.1, alternation: 0.7 };
const bands = [1_000, 2_000, 2_000, 3_000, 3_000, 4_000];

let ray: Awaited<ReturnType<typeof init<{ cpp: typeof cpp; ml: typeof ml; python: typeof python }>>>;
let pipeline: OpenPipeline;
beforeAll(async () => {
  ray = await init({ numWorkers: 1, executors: { cpp, ml, python } });
  pipeline = await openPipeline(ray, document, { baseUrl: here('pipeline.json') });
});
afterAll(async () => {
  await pipeline?.close();
  await ray.shutdown();
});

async function decide(of: BearingSimulation, seed: number): Promise<Decision> {
  const signal = { data: simulateBearing(of, new Random(seed, 40)), rate: of.rate };
  const { outputs } = await pipeline.run({ parameters: { speed: of.speed, bands }, inputs: { signal } });
  return outputs['decision'] as Decision;
}

describe('pipeline.json', () => {
  test.each(families)('finds a plain simulated fault: %s', async (family) => {
    const { verdict, bands: read } = await decide({ ...simulation, faultLevel: 10, fault: { ...fault, family } }, 1);
    expect(verdict).toBe(family);
    expect(read).toHaveLength(3);
  });

  test('finds nothing in a simulated healthy bearing with knocks', async () => {
    expect(await decide(simulation, 2)).toMatchObject({ verdict: 'no evidence', severity: 'none' });
  });

  test('says when a recording is too short', async () => {
    const { verdict, reason } = await decide({ ...simulation, samples: 12_800, fault: { ...fault, family: 'outer' } }, 3);
    expect(verdict).toBe('not resolved');
    expect(reason).toContain('25 shaft revolutions');
  });

  test('asks the operation for what the networks were trained on', () => {
    const evidence = document.stages.find(({ name }: { name: string }) => name === 'evidence');
    expect(evidence.parameters.tolerance).toBe(tolerance);
    expect(document.parameters.orders.default).toEqual(families.map((family) => orders[family]));
  });

  test('gives every figure of the report for a real recording', async () => {
    const [recording] = JSON.parse(fs.readFileSync(here('recordings.json'), 'utf8')) as Recording[];
    const report = await diagnose(pipeline, recording!, fileURLToPath(here('.')));
    const count = report.decision.bands.length;
    expect(count).toBe(15);
    expect(report.revolutions).toBeCloseTo(51, 9);
    expect(report.scores).toHaveLength(count * 4);
    expect(report.probabilities).toHaveLength(count * 5);
    expect(report.orderSpectrum).toHaveLength(count * 256);
    expect(report.trend.rms).toHaveLength(20);
    for (const values of [report.scores, report.novelty, report.envelope.amplitude, report.trend.kurtosis, report.spectrogram.level]) {
      expect([...values].every(Number.isFinite)).toBe(true);
    }
    for (let band = 0; band < count; band++) {
      expect(report.probabilities.slice(5 * band, 5 * band + 5).reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    }
    expect(report.stages.map(({ name }) => name).sort()).toEqual(document.stages.map(({ name }: { name: string }) => name).sort());
  });
});
