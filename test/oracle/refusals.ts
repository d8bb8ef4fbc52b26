/** A request that the C++ algorithms must refuse, and the place they must name. */
export interface Refusal {
  readonly operation: string;
  readonly why: string;
  readonly parameters: Readonly<Record<string, number | string | readonly number[]>>;
  readonly inputs: { readonly signal: Float64Array<ArrayBuffer> };
  readonly path: string;
}

type Parameters = Refusal['parameters'];

const signal = Float64Array.from({ length: 100 }, (_, i) => ((i * 37) % 11) - 5);
const empty = new Float64Array(0);

function refuse(
  operation: string,
  base: Parameters,
  cases: readonly (readonly [why: string, change: Parameters, path: string])[],
): Refusal[] {
  const refusals = cases.map(([why, change, path]) => ({ operation, why, parameters: { ...base, ...change }, inputs: { signal }, path }));
  return [...refusals, { operation, why: 'no samples', parameters: base, inputs: { signal: empty }, path: 'inputs.signal.dimensions[0]' }];
}

const segmented = [
  ['a rate of 0', { rate: 0 }, 'parameters.rate'],
  ['a rate of infinity', { rate: Infinity }, 'parameters.rate'],
  ['an empty segment', { segment: 0 }, 'parameters.segment'],
  ['an overlap as long as a segment', { segment: 16, overlap: 16 }, 'parameters.overlap'],
  ['an overlap as long as the signal, which the segment shrinks to', { segment: 200, overlap: 100 }, 'parameters.overlap'],
  ['an unknown window', { window: 'kaiser' }, 'parameters.window'],
] as const;

const badBands = [
  ['an odd count', { bands: [10, 20, 30] }, 'parameters.bands'],
  ['no band', { bands: [] }, 'parameters.bands'],
  ['edges in the wrong order', { bands: [10, 20, 30, 25] }, 'parameters.bands'],
  ['an empty band', { bands: [10, 10] }, 'parameters.bands'],
  ['an edge above half the rate', { bands: [10, 51] }, 'parameters.bands'],
  ['a negative edge', { bands: [-1, 10] }, 'parameters.bands'],
  ['NaN', { bands: [10, Number.NaN] }, 'parameters.bands'],
  ['a band between two bins', { bands: [10.2, 10.8] }, 'parameters.bands'],
] as const;

export const refusals: readonly Refusal[] = [
  ...refuse('signal.welch', { rate: 100 }, segmented),
  ...refuse('signal.spectrogram', { rate: 100 }, segmented),
  ...refuse('signal.envelope-spectrum', { rate: 100, low: 10, high: 20 }, [
    ['a rate of NaN', { rate: Number.NaN }, 'parameters.rate'],
    ['a lower edge below 0', { low: -1 }, 'parameters.low'],
    ['edges in the wrong order', { high: 5 }, 'parameters.high'],
    ['an edge above half the rate', { high: 50.5 }, 'parameters.high'],
    ['a band between two bins', { low: 10.2, high: 10.8 }, 'parameters.high'],
    ['a maximum of 0', { maximum: 0 }, 'parameters.maximum'],
  ]),
  ...refuse('vibration.features', { rate: 100, bands: [10, 20] }, [
    ...badBands,
    ['a rate of 0', { rate: 0 }, 'parameters.rate'],
    ['an empty segment', { segment: 0 }, 'parameters.segment'],
    ['a segment longer than the signal', { segment: 101 }, 'parameters.segment'],
  ]),
  ...refuse('bearing.evidence', { rate: 100, speed: 2, bands: [10, 20], orders: [3] }, [
    ...badBands,
    ['a band of one bin', { bands: [10, 10.5] }, 'parameters.bands'],
    ['a speed of 0', { speed: 0 }, 'parameters.speed'],
    ['no order', { orders: [] }, 'parameters.orders'],
    ['an order of 0', { orders: [3, 0] }, 'parameters.orders'],
    ['no harmonic', { harmonics: 0 }, 'parameters.harmonics'],
    ['too many harmonics', { harmonics: 101 }, 'parameters.harmonics'],
    ['a negative tolerance', { tolerance: -0.1 }, 'parameters.tolerance'],
    ['a tolerance above a half', { tolerance: 0.51 }, 'parameters.tolerance'],
    ['a maximum order below 1', { 'maximum-order': 0.5 }, 'parameters.maximum-order'],
    ['a maximum order above half the rate', { 'maximum-order': 26 }, 'parameters.maximum-order'],
    ['no bins', { bins: 0 }, 'parameters.bins'],
    ['too many bins', { bins: 65537 }, 'parameters.bins'],
  ]),
];
