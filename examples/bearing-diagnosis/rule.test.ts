import fs from 'node:fs';
import { init } from 'polyray';
import { python } from 'polyray-python';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Condition, conditions, families } from './bearing.ts';
import type { Decision } from './report/recording-report.ts';

const limit = 4;
const thresholds = JSON.stringify({ scores: Object.fromEntries(families.map((family) => [family, limit])), novelty: 10 });
const source = fs.readFileSync(new URL('rule.py', import.meta.url), 'utf8');

/** A band to judge: scores over their threshold in dB, what the classifier says, the autoencoder's error. */
interface Band {
  readonly excess?: Partial<Record<(typeof families)[number], number>>;
  readonly looks?: Condition;
  readonly probability?: number;
  readonly error?: number;
}

let ray: Awaited<ReturnType<typeof init<{ python: typeof python }>>>;
beforeAll(async () => {
  ray = await init({ numWorkers: 1, executors: { python } });
});
afterAll(() => ray.shutdown());

async function decide(bands: readonly Band[], resolved = true): Promise<Decision> {
  const rows = bands.flatMap(({ excess = {} }) => families.map((family) => limit * 10 ** ((excess[family] ?? -6) / 20)));
  const probabilities = bands.flatMap(({ looks = 'healthy', probability = 0.9 }) =>
    conditions.map((condition) => (condition === looks ? probability : (1 - probability) / 4)),
  );
  const { values } = await ray.executors.get('python').execute({
    operation: 'run',
    parameters: {
      source,
      function: 'decide',
      arguments: {
        ...{ revolutions: resolved ? 100 : 30, resolved, thresholds, families, classes: conditions },
        bands: bands.flatMap((_, i) => [1000 * i, 1000 * (i + 1)]),
      },
    },
    inputs: {
      a: { data: Float64Array.from(rows), dimensions: [bands.length, families.length] },
      b: { data: Float32Array.from(probabilities), dimensions: [bands.length, conditions.length] },
      c: Float32Array.from(bands, ({ error = 5 }) => error),
    },
  });
  return values.result as Decision;
}

const inner: Band = { excess: { inner: 15 }, looks: 'inner' };
const outer: Band = { excess: { outer: 15 }, looks: 'outer' };
const silent: Band = {};

describe('decide()', () => {
  test('names the family on which bands agree, and says why', async () => {
    const { verdict, severity, confidence, reason, shares } = await decide([inner, inner, silent]);
    expect({ verdict, severity }).toEqual({ verdict: 'inner', severity: 'act' });
    // All of the weight, probability 0.9, two bands
    expect(confidence).toBeCloseTo(0.9 * 0.75, 5);
    expect(shares).toMatchObject({ inner: 1, outer: 0, contested: 0 });
    expect(reason).toContain('2 of 3 bands show the inner orders');
    expect(reason).toContain('15 dB above');
  });

  test('is silent about silent bands', async () => {
    const { verdict, severity, reason, bands } = await decide([silent, silent]);
    expect({ verdict, severity }).toEqual({ verdict: 'no evidence', severity: 'none' });
    expect(reason).toBe('no fault order is raised in 2 of 2 bands');
    expect(bands.map(({ status }) => status)).toEqual(['silent', 'silent']);
  });

  test('refuses to choose between families that are equally plain', async () => {
    const { verdict, severity, reason } = await decide([inner, outer]);
    expect({ verdict, severity }).toEqual({ verdict: 'inconclusive', severity: 'watch' });
    expect(reason).toContain('50%');
  });

  test.each([
    [2, 'inner'],
    [1, 'inconclusive'],
  ])('needs two thirds of the weight: %i bands against one give "%s"', async (count, verdict) => {
    expect((await decide([...Array.from({ length: count }, () => inner), outer])).verdict).toBe(verdict);
  });

  test('weighs a weak band less than a plain one', async () => {
    const weak: Band = { excess: { outer: 3 }, looks: 'outer' };
    const { verdict, shares, reason } = await decide([inner, weak]);
    expect(verdict).toBe('inner');
    expect(reason).toContain('against it, outer has 20%');
    expect(shares['outer']).toBeCloseTo(0.25 / 1.25, 6);
  });

  test('believes no score that the classifier contradicts with another fault', async () => {
    const { verdict, bands, reason } = await decide([{ excess: { inner: 20 }, looks: 'ball' }]);
    expect(bands[0]).toMatchObject({ status: 'contested', family: 'inner', weight: 1 });
    expect(verdict).toBe('inconclusive');
    expect(reason).toContain('no family has both witnesses');
  });

  test('believes no classifier without a raised score', async () => {
    expect((await decide([{ looks: 'inner', probability: 1 }])).verdict).toBe('no evidence');
  });

  test('dismisses a raised score where the band looks healthy, and lets the others speak', async () => {
    const dismissed: Band = { excess: { ball: 8 }, looks: 'healthy' };
    expect(await decide([dismissed, dismissed])).toMatchObject({ verdict: 'no evidence', severity: 'none' });
    expect(await decide([dismissed, dismissed, dismissed, inner, inner])).toMatchObject({ verdict: 'inner', severity: 'plan' });
  });

  test('takes a family whose own score is raised, though geometry raises another further', async () => {
    const { verdict, bands } = await decide([{ excess: { cage: 4, outer: 9 }, looks: 'cage' }]);
    expect(verdict).toBe('cage');
    expect(bands[0]).toMatchObject({ status: 'supports', family: 'cage', looks_like: 'cage' });
    expect(bands[0]!.excess).toBeCloseTo(4, 5);
  });

  test('an unsure classifier contests', async () => {
    expect((await decide([{ excess: { inner: 9 }, looks: 'inner', probability: 0.4 }])).bands[0]!.status).toBe('contested');
  });

  test.each<[string, readonly Band[], string]>([
    ['one plain band', [inner, silent, silent], 'watch'],
    [
      'two bands of 6 dB',
      [{ excess: { inner: 7 }, looks: 'inner' }, { excess: { inner: 2 }, looks: 'inner' }, silent, silent, silent],
      'plan',
    ],
    [
      'two bands of less',
      [
        { excess: { inner: 5 }, looks: 'inner' },
        { excess: { inner: 5 }, looks: 'inner' },
      ],
      'watch',
    ],
    ['half of the bands, one of 12 dB', [inner, { excess: { inner: 5 }, looks: 'inner' }, silent, silent], 'act'],
  ])('severity of %s: %#', async (_, bands, severity) => {
    expect(await decide(bands)).toMatchObject({ verdict: 'inner', severity });
  });

  test('sends a person to look where only novelty speaks', async () => {
    const { verdict, severity, reason } = await decide([{ error: 20 }, silent]);
    expect({ verdict, severity }).toEqual({ verdict: 'no evidence', severity: 'watch' });
    expect(reason).toContain('1 of them are unlike the simulated healthy baseline');
  });

  test('gives no verdict on too few revolutions, nor without a finite score', async () => {
    expect(await decide([inner], false)).toMatchObject({
      verdict: 'not resolved',
      reason: expect.stringContaining('30 shaft revolutions'),
    });
    const { verdict, bands } = await decide([{ excess: { cage: Number.NaN, ball: Number.NaN, outer: Number.NaN, inner: Number.NaN } }]);
    expect(verdict).toBe('not resolved');
    expect(bands[0]!.status).toBe('unusable');
  });

  test('leaves unusable bands out of the vote', async () => {
    const unusable: Band = { excess: { cage: Number.NaN, ball: Number.NaN, outer: Number.NaN, inner: Number.NaN } };
    expect(await decide([unusable, inner, inner])).toMatchObject({ verdict: 'inner', reason: expect.stringContaining('2 of 2 bands') });
  });
});
