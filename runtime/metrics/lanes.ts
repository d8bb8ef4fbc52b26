/** A stretch of time. */
export interface Stretch {
  readonly beganMs: number;
  readonly endedMs: number;
}

/**
 * Spreads stretches over as few lanes as they need, first fit, so that in each lane any two of them lie apart or one
 * inside the other: what a viewer can draw as one thread. Tasks that await overlap in any way.
 *
 * @param stretches by their begin, longer ones first; reordered so
 * @returns the lane of each, from 0, in the new order
 */
export function spread(stretches: Stretch[]): number[] {
  stretches.sort((a, b) => a.beganMs - b.beganMs || b.endedMs - a.endedMs);
  /** Ends of what is still open, per lane, the innermost last. */
  const lanes: number[][] = [];
  return stretches.map(({ beganMs, endedMs }) => {
    for (const [i, open] of lanes.entries()) {
      while (open.length > 0 && open.at(-1)! <= beganMs) open.pop();
      if (open.length > 0 && open.at(-1)! < endedMs) continue;
      open.push(endedMs);
      return i;
    }
    return lanes.push([endedMs]) - 1;
  });
}
