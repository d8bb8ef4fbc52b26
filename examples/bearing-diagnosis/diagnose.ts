import type { Tensor } from 'polyray';
import type { OpenPipeline } from 'polyray/pipeline';
import { bandsOf, type Recording, readRecording } from './recording.ts';
import type { Decision, RecordingReport } from './report/recording-report.ts';
import { spectrogramImage } from './spectrogram-image.ts';

/** Segments per recording in the trend of features. */
const segments = 20;

/** Where the drawn envelope spectrum ends, in shaft orders. */
const shownOrders = 20;

/** What pipeline.json gives. */
interface Outputs {
  readonly decision: Decision;
  readonly revolutions: number;
  readonly scores: Tensor<'fp64'>;
  readonly 'order-spectrum': Tensor<'fp32'>;
  readonly orders: Tensor<'fp64'>;
  readonly 'band-kurtosis': Tensor<'fp64'>;
  readonly probabilities: Tensor<'fp32'>;
  readonly novelty: Tensor<'fp32'>;
  readonly rms: Tensor<'fp64'>;
  readonly peak: Tensor<'fp64'>;
  readonly crest: Tensor<'fp64'>;
  readonly kurtosis: Tensor<'fp64'>;
  readonly skewness: Tensor<'fp64'>;
  readonly spectrogram: Tensor<'fp64'>;
  readonly envelope: Tensor<'fp64'>;
  readonly 'envelope-frequencies': Tensor<'fp64'>;
}

/** Runs the pipeline over one recording of this folder. */
export async function diagnose(pipeline: OpenPipeline, recording: Recording, folder: string): Promise<RecordingReport> {
  const { data, rate } = await readRecording(recording, folder);
  const { unit, speed, summary, file } = recording;
  const { low, high } = recording.demodulation;
  const segment = Math.floor(data.length / segments);
  const highest = shownOrders * speed;
  const parameters = { speed, unit, segment, bands: bandsOf(recording.grid), 'demodulation-low': low, 'demodulation-high': high, highest };
  const result = await pipeline.run({ parameters, inputs: { signal: { data, rate } } });
  const outputs = result.outputs as unknown as Outputs;
  const seconds = data.length / rate;
  return {
    name: file.replace(/^.*\/|\.[^.]+$/g, ''),
    ...{ summary, unit, rate, seconds, speed, revolutions: outputs.revolutions },
    trend: {
      step: segment / rate,
      rms: outputs.rms.data,
      peak: outputs.peak.data,
      crest: outputs.crest.data,
      kurtosis: outputs.kurtosis.data,
      skewness: outputs.skewness.data,
    },
    spectrogram: spectrogramImage(outputs.spectrogram, { columns: 120, rows: 60, duration: seconds, highest: rate / 2 }),
    envelope: { low, high, frequencies: outputs['envelope-frequencies'].data, amplitude: outputs.envelope.data },
    scores: outputs.scores.data,
    orderSpectrum: outputs['order-spectrum'].data,
    probabilities: outputs.probabilities.data,
    novelty: outputs.novelty.data,
    kurtosis: outputs['band-kurtosis'].data,
    orders: outputs.orders.data,
    decision: outputs.decision,
    stages: result.stages.map(({ name, executor, operation, executionTimeMs, transferTimeMs, waitTimeMs }) => ({
      ...{ name, executor, operation },
      ...{ executionMs: executionTimeMs, transferMs: transferTimeMs, waitMs: waitTimeMs },
    })),
    executionMs: result.executionTimeMs,
  };
}
