import type { Ray } from 'polyray';
import type { cpp } from 'polyray-cpp';
import { families, orders } from '../bearing.ts';
import type { Extract } from './dataset.ts';

/** Slip that the scores allow, relative; the simulations draw up to ±1 %. pipeline.json asks for the same. */
export const tolerance = 0.01;

/** `bearing.evidence` of a host as the features of training: the very operation that the pipeline runs. */
export function hostFeatures(ray: Ray<{ cpp: typeof cpp }>): Extract {
  const executor = ray.executors.get('cpp');
  return async (signal, { rate, speed, bands }) => {
    const { outputs } = await executor.execute({
      operation: 'bearing.evidence',
      parameters: { rate, speed, bands: [...bands], orders: families.map((family) => orders[family]), tolerance },
      inputs: { signal },
    });
    return { scores: outputs.scores.data, orderSpectrum: outputs['order-spectrum'].data };
  };
}
