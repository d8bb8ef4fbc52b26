import { z } from 'zod';

/** What a product may choose about the Python executor. */
export const options = z.strictObject({
  packages: z
    .string()
    .min(1)
    .meta({ format: 'path' })
    .optional()
    .describe('A lock of `polyray python lock`: its wheels are fetched, checked and shipped beside, and every interpreter has them'),
});

export type PythonOptions = z.output<typeof options>;
