import { z } from 'zod';

/** What a product may choose about the ML executor. */
export const options = z.strictObject({
  simd: z
    .array(z.enum(['relaxed-simd', 'simd128', 'none']))
    .min(1)
    .default(['relaxed-simd', 'simd128'])
    .describe('The builds of the component: an engine takes the fastest that it can run'),
  models: z
    .record(z.string().min(1), z.string().min(1).meta({ format: 'path' }))
    .default({})
    .describe('Dense networks that are baked into the component, by name: paths of safetensors files, as polyray/model reads them'),
});

export type MlOptions = z.output<typeof options>;
