import { z } from 'zod';
import { defaultToolchain, toolchainNames } from './build/toolchain.ts';

/** What a product may choose about the C++ executor. */
export const options = z.strictObject({
  fftw: z.boolean().default(true).describe('With FFTW, whose licence is the GPL; false: on transforms of our own, slower and MIT'),
  precisions: z
    .array(z.enum(['fp32', 'fp64']))
    .min(1)
    .default(['fp32', 'fp64'])
    .describe(
      'The element types of signal.fft, and the precisions that FFTW is built in. All other operations compute in fp64: without it they are left out',
    ),
  simd: z.boolean().default(true).describe('False: for engines without 128-bit SIMD; slower, and without measured plans'),
  fftwSource: z
    .string()
    .min(1)
    .meta({ format: 'path' })
    .optional()
    .describe("Path or URL of FFTW's tarball, checked by its SHA-256. Default: fftw.org, then the distribution's source package"),
  toolchain: z.enum(toolchainNames()).default(defaultToolchain).describe('What compiles and links it; see docs/toolchains.md'),
});

export type CppOptions = z.output<typeof options>;
