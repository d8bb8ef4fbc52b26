import type { Family } from '../bearing.ts';
import { orders } from '../bearing.ts';
import type { Random } from './random.ts';

/** How the impulses of a localized fault come. Angles are in shaft revolutions. */
export interface FaultImpulses {
  readonly family: Family;
  /** The mean order over the kinematic one, minus 1: slip, and a speed that is known only about; e.g. −0.01. */
  readonly slip: number;
  /** Standard deviation of the angle between neighbours, relative to its mean. */
  readonly jitter: number;
  /** Standard deviation of an impulse's strength, relative to its mean. */
  readonly scatter: number;
  /** Half the extent of the load zone, 0 (a point) to 0.5 and above (the whole circle): McFadden and Smith's ε. */
  readonly loadZone: number;
  /** Load zones around the bearing: 1, or 2 opposite ones (a ring that is out of round, or preloaded). */
  readonly zones: 1 | 2;
  /** How far the shaft modulates an outer ring's or a cage's impulses (unbalance), 0 to 1. */
  readonly unbalance: number;
  /** Strength of every second impulse of a ball (one ring answers louder than the other), 0 to 1. */
  readonly alternation: number;
}

export interface Impulse {
  /** In shaft revolutions from the beginning. */
  readonly angle: number;
  readonly strength: number;
}

/**
 * The load on a rolling element at an angle (radians) from the load's direction, over its maximum:
 * (1 − (1 − cos θ)/(2ε))^1.5 inside the load zone, 0 outside.
 *
 * Source: P. D. McFadden and J. D. Smith, "Model for the vibration produced by a single point defect in a rolling
 * element bearing", Journal of Sound and Vibration 96(1), 1984, with the exponent of ball bearings.
 */
export function load(theta: number, extent: number): number {
  const share = 1 - (1 - Math.cos(theta)) / (2 * extent);
  return share > 0 ? share ** 1.5 : 0;
}

/**
 * The impulses of one localized fault over a number of shaft revolutions. A ring that turns carries its fault through the
 * load zone once per shaft revolution, a ball once per revolution of the cage; a fault of the standing ring stays in it.
 * The angles between neighbours are independent and normal, so that the phase drifts as in a slipping bearing.
 *
 * Sources: McFadden and Smith 1984 (modulation); J. Antoni and R. B. Randall, "A stochastic model for simulation and
 * diagnostics of rolling element bearings with localized faults", Journal of Vibration and Acoustics 125(3), 2003 (slip).
 */
export function faultImpulses(fault: FaultImpulses, revolutions: number, random: Random): Impulse[] {
  const spacing = 1 / (orders[fault.family] * (1 + fault.slip));
  const cageOrder = orders.cage * (1 + fault.slip);
  const start = random.uniform(0, 2 * Math.PI);
  const impulses: Impulse[] = [];
  let angle = random.uniform(0, spacing);
  for (let count = 0; angle < revolutions; count++) {
    const shaft = 2 * Math.PI * angle + start;
    const loadAt = (turned: number) => load(fault.zones * turned, fault.loadZone);
    const modulation =
      fault.family === 'inner'
        ? loadAt(shaft)
        : fault.family === 'ball'
          ? loadAt(shaft * cageOrder) * (count % 2 === 0 ? 1 : fault.alternation)
          : 1 + fault.unbalance * Math.cos(shaft);
    impulses.push({ angle, strength: modulation * (1 + fault.scatter * random.gaussian()) });
    angle += spacing * Math.max(0.1, 1 + fault.jitter * random.gaussian());
  }
  return impulses;
}

/** Knocks that come from no bearing: at independent, uniform angles, of either sign and of very different strength. */
export function strayImpulses(count: number, revolutions: number, random: Random): Impulse[] {
  return Array.from({ length: count }, () => ({
    angle: random.uniform(0, revolutions),
    strength: random.gaussian() * random.logUniform(0.3, 3),
  }));
}
