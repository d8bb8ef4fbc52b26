import { expect, test } from 'vitest';
import { resonate } from './resonance.ts';

test('an impulse rings as the decaying oscillation that the docstring states', () => {
  const [rate, frequency, damping] = [10_000, 700, 0.05];
  const excitation = new Float64Array(400);
  excitation[0] = 1;
  const response = resonate(excitation, rate, { frequency, damping });
  for (let i = 0; i < response.length; i++) {
    const t = i / rate;
    const expected = Math.exp(-2 * Math.PI * damping * frequency * t) * Math.sin(2 * Math.PI * frequency * Math.sqrt(1 - damping ** 2) * t);
    expect(response[i]).toBeCloseTo(expected, 10);
  }
});
