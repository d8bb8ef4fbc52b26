import { conditions, families } from '../../examples/bearing-diagnosis/bearing.ts';
import type { Decision, Thresholds } from '../../examples/bearing-diagnosis/report/recording-report.ts';
import type { DemoRuntime } from '../shared/start-runtime.ts';
import type { BandReading } from './analysis.ts';

/** A rule that takes longer has lost its way. */
export const timeoutMs = 20_000;

/** Has a rule in Python decide; what comes back is whatever its text makes. */
export async function askRule(
  ray: DemoRuntime,
  source: string,
  thresholds: Thresholds,
  readings: readonly BandReading[],
  signal: AbortSignal,
): Promise<Partial<Decision> | null> {
  const matrix = (rows: readonly (readonly number[])[]) => ({
    data: Float64Array.from(rows.flat()),
    dimensions: [rows.length, rows[0]!.length],
  });
  const { values } = await ray.executors.get('python').execute(
    {
      operation: 'run',
      parameters: {
        source,
        function: 'decide',
        arguments: {
          revolutions: readings[0]!.revolutions,
          resolved: readings.every(({ resolved }) => resolved),
          bands: readings.flatMap(({ low, high }) => [low, high]),
          families,
          classes: conditions,
          thresholds: JSON.stringify(thresholds),
        },
      },
      inputs: {
        a: matrix(readings.map(({ scores }) => families.map((family) => scores[family]))),
        b: matrix(readings.map(({ probabilities }) => probabilities)),
        c: Float64Array.from(readings, ({ novelty }) => novelty),
      },
    },
    { timeoutMs, signal },
  );
  return values.result as Partial<Decision> | null;
}
