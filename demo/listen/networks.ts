import type { Preparation } from 'polyray';
import { denseModelRequests, parseSafetensors } from 'polyray/model';
import type { Thresholds } from '../../examples/bearing-diagnosis/report/recording-report.ts';
import type { DemoRuntime } from '../shared/start-runtime.ts';
import { fetchExample } from './fetch-example.ts';

/** Which simulated condition a band looks like. */
export const classifierName = 'classifier';
/** An autoencoder that was trained on healthy simulations alone. */
export const noveltyName = 'novelty';

/** Loads the example's two networks into every worker of the ML executor. */
export async function loadNetworks(ray: DemoRuntime): Promise<readonly Preparation[]> {
  const ml = ray.executors.get('ml');
  return Promise.all(
    [classifierName, noveltyName].map(async (name) => {
      const bytes = new Uint8Array(await (await fetchExample(`model/${name}.safetensors`)).arrayBuffer());
      return ml.prepare(denseModelRequests(parseSafetensors(bytes), name));
    }),
  );
}

/** What is rare among simulated healthy bands. */
export async function loadThresholds(): Promise<Thresholds> {
  return (await (await fetchExample('model/thresholds.json')).json()) as Thresholds;
}
