import type { Condition } from '../bearing.ts';
import type { BearingSimulation, Tone } from './bearing-signal.ts';
import type { Random } from './random.ts';

/** Longest signal, in samples: what bounds the time of training. */
const longest = 131_072;
/** Fewest shaft revolutions: above the 40 from which `bearing.evidence` resolves the orders. */
const fewestRevolutions = 45;

/** Rate, speed and length, all log-uniform, drawn again until the signal has a length that can be afforded. */
function drawSampling(random: Random): { rate: number; speed: number; samples: number } {
  for (;;) {
    const rate = random.logUniform(6_400, 51_200);
    const speed = random.logUniform(5, 60);
    const samples = Math.round((random.logUniform(fewestRevolutions, 450) / speed) * rate);
    if (samples <= longest) return { rate, speed, samples };
  }
}

/** The first multiples of the shaft's speed, ever weaker. */
function drawHarmonics(random: Random): Tone[] {
  return Array.from({ length: random.below(5) }, (_, k) => ({ order: k + 1, amplitude: random.uniform(0, 2 / (k + 1)) }));
}

/** Up to eight whole multiples of the shaft's speed and up to two other orders, none of them a bearing's. */
function drawModulation(random: Random): Tone[] {
  const synchronous = Array.from({ length: random.below(9) }, () => ({
    order: 1 + Math.min(random.below(16), random.below(16)),
    amplitude: random.logUniform(0.01, 0.4),
  }));
  const foreign = Array.from({ length: random.below(3) }, () => ({
    order: random.logUniform(0.2, 20),
    amplitude: random.logUniform(0.01, 0.2),
  }));
  return [...synchronous, ...foreign];
}

/** Draws what a recording of this condition may look like. Nothing but the fault itself depends on the condition. */
export function drawSimulation(condition: Condition, random: Random): BearingSimulation {
  const { rate, speed, samples } = drawSampling(random);
  const resonance = { frequency: random.logUniform(30 * speed, 0.42 * rate), damping: random.logUniform(0.02, 0.12) };
  const common = {
    rate,
    speed,
    samples,
    resonance,
    faultLevel: random.uniform(-6, 12),
    strays: random.below(2) * random.logUniform(0.02, 2),
    strayLevel: random.uniform(-10, 6),
    harmonics: drawHarmonics(random),
    modulation: drawModulation(random),
    whiteLevel: random.uniform(-30, 6),
  };
  if (condition === 'healthy') return common;
  return {
    ...common,
    fault: {
      family: condition,
      slip: random.uniform(-0.01, 0.01),
      jitter: random.logUniform(0.001, 0.01),
      scatter: random.uniform(0.05, 0.4),
      loadZone: random.uniform(0.3, 0.6),
      zones: random.below(2) === 0 ? 1 : 2,
      unbalance: random.uniform(0, 0.4),
      alternation: random.uniform(0.4, 1),
    },
  };
}

/** A pass band about a resonance as an engineer may choose it, Hz: off its centre, and wide enough for 20 orders. */
export function drawBand({ rate, speed, resonance }: BearingSimulation, random: Random): [low: number, high: number] {
  const width = Math.min(random.logUniform(25 * speed, Math.max(30 * speed, resonance.frequency)), 0.45 * rate);
  const centre = resonance.frequency + random.uniform(-0.3, 0.3) * width;
  const low = Math.max(5 * speed, centre - width / 2);
  const high = Math.min(0.49 * rate, centre + width / 2);
  return high - low > 15 * speed ? [low, high] : [Math.max(5 * speed, high - 25 * speed), high];
}
