import { type FaultImpulses, faultImpulses, type Impulse, strayImpulses } from './impulse-train.ts';
import type { Random } from './random.ts';
import { type Resonance, resonate } from './resonance.ts';

/** A sinusoid, at a multiple of the shaft's speed. */
export interface Tone {
  readonly order: number;
  /** Relative to the background's standard deviation, or the depth of its modulation. */
  readonly amplitude: number;
}

/** All that is known of one simulated recording. Levels are relative to the resonance's own background noise. */
export interface BearingSimulation {
  /** Samples per second. */
  readonly rate: number;
  /** Shaft revolutions per second. */
  readonly speed: number;
  readonly samples: number;
  readonly resonance: Resonance;
  /** Absent: no fault. */
  readonly fault?: FaultImpulses;
  /** Power of the fault's response over that of the background at the resonance, dB. */
  readonly faultLevel: number;
  /** Knocks per shaft revolution that no bearing causes. */
  readonly strays: number;
  /** Power of their response over that of the background, dB. */
  readonly strayLevel: number;
  /** Sinusoids of the shaft (unbalance, misalignment). */
  readonly harmonics: readonly Tone[];
  /** The background's modulation: by the shaft (load, blades, slots), and by what turns at a speed of its own. */
  readonly modulation: readonly Tone[];
  /** Power of the sensor's white noise over that of the background, dB. */
  readonly whiteLevel: number;
}

/** Puts each impulse on its two neighbouring samples, in proportion. */
function excite(impulses: readonly Impulse[], { samples, rate, speed }: BearingSimulation): Float64Array {
  const excitation = new Float64Array(samples);
  for (const { angle, strength } of impulses) {
    const position = (angle / speed) * rate;
    const index = Math.floor(position);
    if (index + 1 >= samples) continue;
    excitation[index]! += strength * (index + 1 - position);
    excitation[index + 1]! += strength * (position - index);
  }
  return excitation;
}

/** Adds `part` at a level in dB over a power of 1; a part without power adds nothing. */
function add(signal: Float64Array, part: Float64Array, level: number): void {
  let power = 0;
  for (const x of part) power += (x * x) / part.length;
  if (power === 0) return;
  const scale = Math.sqrt(10 ** (level / 10) / power);
  for (let i = 0; i < signal.length; i++) signal[i]! += scale * part[i]!;
}

/**
 * A vibration signal [samples], in multiples of the background's standard deviation: noise and impulses through one
 * resonance, the background modulated by the shaft, plus shaft harmonics and white noise.
 */
export function simulateBearing(simulation: BearingSimulation, random: Random): Float64Array {
  const { samples, rate, speed, resonance, fault } = simulation;
  const revolutions = (samples / rate) * speed;
  const signal = new Float64Array(samples);

  const background = new Float64Array(samples);
  const step = (2 * Math.PI * speed) / rate;
  const phases = simulation.modulation.map(() => random.uniform(0, 2 * Math.PI));
  for (let i = 0; i < samples; i++) {
    let depth = 1;
    for (let k = 0; k < phases.length; k++) {
      const { order, amplitude } = simulation.modulation[k]!;
      depth += amplitude * Math.cos(order * step * i + phases[k]!);
    }
    background[i] = depth * random.gaussian();
  }
  add(signal, resonate(background, rate, resonance), 0);

  if (fault !== undefined) {
    const excitation = excite(faultImpulses(fault, revolutions, random), simulation);
    add(signal, resonate(excitation, rate, resonance), simulation.faultLevel);
  }
  const strays = strayImpulses(Math.round(simulation.strays * revolutions), revolutions, random);
  add(signal, resonate(excite(strays, simulation), rate, resonance), simulation.strayLevel);

  const white = 10 ** (simulation.whiteLevel / 20);
  const harmonics = simulation.harmonics.map((harmonic) => ({ ...harmonic, phase: random.uniform(0, 2 * Math.PI) }));
  for (let i = 0; i < samples; i++) {
    let sum = white * random.gaussian();
    for (const { order, amplitude, phase } of harmonics) sum += amplitude * Math.cos(order * step * i + phase);
    signal[i]! += sum;
  }
  return signal;
}
