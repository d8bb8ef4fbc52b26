/** A lightly damped mode of the structure, as an impulse excites it. */
export interface Resonance {
  /** Natural frequency, Hz. */
  readonly frequency: number;
  /** Damping ratio, times critical; 0 < damping < 1. */
  readonly damping: number;
}

/**
 * The response of a resonance to an excitation, both sampled at `rate` Hz: the two-pole recursion whose impulse response
 * is the sampled decaying oscillation exp(−2πζft)·sin(2πf√(1−ζ²)t).
 *
 * Source: A. V. Oppenheim and R. W. Schafer, "Discrete-Time Signal Processing", impulse invariance.
 */
export function resonate(excitation: Float64Array, rate: number, { frequency, damping }: Resonance): Float64Array {
  const radius = Math.exp((-2 * Math.PI * damping * frequency) / rate);
  const angle = (2 * Math.PI * frequency * Math.sqrt(1 - damping * damping)) / rate;
  const [feedback1, feedback2, gain] = [2 * radius * Math.cos(angle), -radius * radius, radius * Math.sin(angle)];
  const response = new Float64Array(excitation.length);
  let [before1, before2, last] = [0, 0, 0];
  for (let i = 0; i < excitation.length; i++) {
    const now = feedback1 * before1 + feedback2 * before2 + gain * last;
    response[i] = now;
    before2 = before1;
    before1 = now;
    last = excitation[i]!;
  }
  return response;
}
