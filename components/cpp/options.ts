import { z } from 'zod';
import { defaultToolchain, toolchainNames } from './build/toolchain.ts';

/** What a product may choose about the C++ executor. */
export const options = z.strictObject({
  fftw: z.boolean().default(true).describe('With FFTW, whose licence is the GPL; false: on transforms of our own, slower and MIT'),
  fftwSource: z
    .string()
    .min(1)
    .optional()
    .describe("Path or URL of FFTW's tarball, checked by its SHA-256. Default: fftw.org, then the distribution's source package"),
  toolchain: z.enum(toolchainNames()).default(defaultToolchain).describe('What compiles and links it; see docs/toolchains.md'),
});

export type CppOptions = z.output<typeof options>;
