// Generated from the component's declarations by `npm run generate`. Do not edit.
import type { Tensor, TensorData, TensorType } from 'polyray';

/** The calls of the executor, by operation. */
export type CppOperations = {
  /** How strongly each demodulation band carries the signature of each bearing fault: envelope spectra read at the fault orders (Randall and Antoni, 2011). */
  "bearing.evidence": {
    parameters: {
      /** Samples per second; must be greater than 0. In Hz. At least 0. */
      readonly rate: number;
      /** Shaft revolutions per second; must be greater than 0. In Hz. At least 0. */
      readonly speed: number;
      /** Demodulation bands as pairs of edges, low before high, each pair from 0 to rate/2. In Hz. At least 0. */
      readonly bands: readonly number[] | Float64Array;
      /** One fault family each: its frequency divided by the shaft's; greater than 0. At least 0. */
      readonly orders: readonly number[] | Float64Array;
      /** How many harmonics of a family are looked up. At least 1. At most 100. Default 3. */
      readonly harmonics?: number | bigint;
      /** How far slip may move a fault frequency, as a fraction of it. At least 0. At most 0.5. Default 0.02. */
      readonly tolerance?: number;
      /** Where the order spectrum ends; times `speed` at most rate/2. At least 1. Default 20. */
      readonly "maximum-order"?: number;
      /** How many bins the order spectrum has. At least 1. At most 65536. Default 256. */
      readonly bins?: number | bigint;
    };
    inputs: {
      /** The recording. [samples] */
      readonly signal: Float64Array | Float32Array | { readonly data: TensorData; readonly dimensions?: readonly number[] | Uint32Array; readonly type?: 'fp64' | 'fp32' };
    };
    values: {
      /** Shaft revolutions in the recording. */
      readonly revolutions: number;
      /** Whether the recording holds the 40 revolutions that scores need. */
      readonly resolved: boolean;
    };
    outputs: {
      /** Mean ratio of a family's harmonics to the background, per band; 2 to 3 is chance. NaN where not resolved. [bands, families] */
      readonly scores: Tensor<'fp64'>;
      /** Envelope spectrum over shaft orders, relative to its own median. In dB. [bands, bins] */
      readonly "order-spectrum": Tensor<'fp32'>;
      /** The middle of each bin of the order spectrum. [bins] */
      readonly orders: Tensor<'fp64'>;
      /** Pearson's, of the band-passed signal: 3 for Gaussian noise. [bands] */
      readonly kurtosis: Tensor<'fp64'>;
    };
  };
  /** Amplitude spectrum of the envelope of the band-passed signal: a modulation of amplitude a reads a (Randall and Antoni, 2011). */
  "signal.envelope-spectrum": {
    parameters: {
      /** Samples per second; must be greater than 0. In Hz. At least 0. */
      readonly rate: number;
      /** The pass band's lower edge. In Hz. At least 0. */
      readonly low: number;
      /** The pass band's upper edge, above `low` and at most rate/2. In Hz. At least 0. */
      readonly high: number;
      /** The highest frequency of the result. Default: rate/2. In Hz. At least 0. */
      readonly maximum?: number;
    };
    inputs: {
      /** The samples. [samples] */
      readonly signal: Float64Array | Float32Array | { readonly data: TensorData; readonly dimensions?: readonly number[] | Uint32Array; readonly type?: 'fp64' | 'fp32' };
    };
    values: {};
    outputs: {
      /** Frequency of each bin, from 0 in steps of rate/samples. In Hz. [bins] */
      readonly frequencies: Tensor<'fp64'>;
      /** Amplitude of the envelope's oscillation, in the signal's unit. [bins] */
      readonly amplitude: Tensor<'fp64'>;
    };
  };
  /** Discrete Fourier transform along the last axis, for any length; unnormalized unless `normalize` is set. By FFTW 3 (Frigo and Johnson, 2005) where it is built in. */
  "signal.fft": {
    parameters: {
      /** Complex to complex, real to complex (the bins from 0 to n/2), or complex to real, which inverts the latter. Default "c2c". */
      readonly kind?: "c2c" | "r2c" | "c2r";
      /** Direction of c2c: the exponent's sign is - when false, + when true. r2c is always forward and refuses true; c2r is always inverse. Default false. */
      readonly inverse?: boolean;
      /** Divides by the transform's length. Default false. */
      readonly normalize?: boolean;
      /** For c2r only: samples of the real signal, 2(bins - 1) or 2(bins - 1) + 1. Default: 2(bins - 1), for one bin 1. At least 1. At most 2147483647. */
      readonly length?: number | bigint;
    };
    inputs: {
      /** fp32 or fp64 for r2c, complex64 or complex128 otherwise. All axes but the last are a batch. */
      readonly signal: Float32Array | Float64Array | { readonly data: TensorData; readonly dimensions?: readonly number[] | Uint32Array; readonly type?: 'fp32' | 'fp64' | 'complex64' | 'complex128' };
    };
    values: {};
    outputs: {
      /** The transforms, as precise as the input: complex for c2c and r2c, real for c2r. */
      readonly spectrum: Tensor<'fp32' | 'fp64' | 'complex64' | 'complex128'>;
    };
  };
  /** Power spectrum over time, one row per segment. Equals scipy.signal.spectrogram (mode psd), transposed, with the same options; the defaults are those of signal.welch. */
  "signal.spectrogram": {
    parameters: {
      /** Samples per second; must be greater than 0. In Hz. At least 0. Default 1. */
      readonly rate?: number;
      /** Samples per segment; a longer one shrinks to the signal. At least 1. Default 256. */
      readonly segment?: number | bigint;
      /** Samples that neighbouring segments share, less than `segment`. Default: half a segment. At least 0. */
      readonly overlap?: number | bigint;
      /** Weights of a segment, in their periodic form. Default "hann". */
      readonly window?: "hann" | "hamming" | "blackman" | "boxcar";
      /** What is taken from each segment first: its mean, its least-squares line, or nothing. Default "constant". */
      readonly detrend?: "constant" | "linear" | "none";
      /** Power per hertz, or power. Default "density". */
      readonly scaling?: "density" | "spectrum";
    };
    inputs: {
      /** The samples. [samples] */
      readonly signal: Float64Array | Float32Array | { readonly data: TensorData; readonly dimensions?: readonly number[] | Uint32Array; readonly type?: 'fp64' | 'fp32' };
    };
    values: {};
    outputs: {
      /** Frequency of each bin, from 0 to rate/2. In Hz. [bins] */
      readonly frequencies: Tensor<'fp64'>;
      /** The middle of each segment. In s. [frames] */
      readonly times: Tensor<'fp64'>;
      /** One-sided: the signal's unit squared, per hertz for `density`. [frames, bins] */
      readonly power: Tensor<'fp64'>;
    };
  };
  /** Power spectrum by Welch's method (1967): the mean over overlapping, windowed segments. Equals scipy.signal.welch. */
  "signal.welch": {
    parameters: {
      /** Samples per second; must be greater than 0. In Hz. At least 0. Default 1. */
      readonly rate?: number;
      /** Samples per segment; a longer one shrinks to the signal. At least 1. Default 256. */
      readonly segment?: number | bigint;
      /** Samples that neighbouring segments share, less than `segment`. Default: half a segment. At least 0. */
      readonly overlap?: number | bigint;
      /** Weights of a segment, in their periodic form. Default "hann". */
      readonly window?: "hann" | "hamming" | "blackman" | "boxcar";
      /** What is taken from each segment first: its mean, its least-squares line, or nothing. Default "constant". */
      readonly detrend?: "constant" | "linear" | "none";
      /** Power per hertz, or power. Default "density". */
      readonly scaling?: "density" | "spectrum";
    };
    inputs: {
      /** The samples. [samples] */
      readonly signal: Float64Array | Float32Array | { readonly data: TensorData; readonly dimensions?: readonly number[] | Uint32Array; readonly type?: 'fp64' | 'fp32' };
    };
    values: {};
    outputs: {
      /** Frequency of each bin, from 0 to rate/2. In Hz. [bins] */
      readonly frequencies: Tensor<'fp64'>;
      /** One-sided: the signal's unit squared, per hertz for `density`. [bins] */
      readonly power: Tensor<'fp64'>;
    };
  };
  /** Scalar features of a vibration signal, per segment (ISO 13373-2, ISO 20816-1). */
  "vibration.features": {
    parameters: {
      /** Samples per second; must be greater than 0. In Hz. At least 0. */
      readonly rate: number;
      /** What the samples measure; an acceleration makes `velocity-rms` computable. Default "". */
      readonly unit?: "" | "m/s^2" | "g" | "N" | "Pa" | "V" | "mm/s";
      /** Samples per segment, at most the signal's; a rest at the end is left out. Default: the whole signal. At least 1. */
      readonly segment?: number | bigint;
      /** Frequency bands as pairs of edges, low before high, each pair from 0 to rate/2. In Hz. At least 0. */
      readonly bands?: readonly number[] | Float64Array;
    };
    inputs: {
      /** The samples. [samples] */
      readonly signal: Float64Array | Float32Array | { readonly data: TensorData; readonly dimensions?: readonly number[] | Uint32Array; readonly type?: 'fp64' | 'fp32' };
    };
    values: {};
    outputs: {
      /** Root mean square, the mean included, in the signal's unit. [segments] */
      readonly rms: Tensor<'fp64'>;
      /** Largest magnitude, in the signal's unit. [segments] */
      readonly peak: Tensor<'fp64'>;
      /** Peak over rms; NaN for silence. [segments] */
      readonly crest: Tensor<'fp64'>;
      /** Pearson's: 3 for Gaussian noise; NaN for a constant. [segments] */
      readonly kurtosis: Tensor<'fp64'>;
      /** Third standardized moment; NaN for a constant. [segments] */
      readonly skewness: Tensor<'fp64'>;
      /** Mean square within each band, in the signal's unit squared; only with `bands`. [segments, bands] */
      readonly "band-energy"?: Tensor<'fp64'>;
      /** Vibration velocity from 10 to 1000 Hz; only when `unit` is m/s^2 or g. In mm/s. [segments] */
      readonly "velocity-rms"?: Tensor<'fp64'>;
    };
  };
};
