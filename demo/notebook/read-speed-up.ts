/** How long the same work took with so many workers. */
export interface Measurement {
  readonly workers: number;
  readonly ms: number;
}

/** What a cell measured, for a chart. */
export interface SpeedUp {
  readonly title: string;
  /** By workers, fewest first; the first is what others are compared with. */
  readonly measured: readonly Measurement[];
}

/** The most bars that a chart has room for. */
const most = 64;

/**
 * Recognizes `{ speedUp: [{ workers, ms }, …], title? }`, the value of a cell in either language.
 *
 * @returns undefined where it is anything else
 */
export function readSpeedUp(value: unknown): SpeedUp | undefined {
  if (typeof value !== 'object' || value === null || !('speedUp' in value)) return undefined;
  const { speedUp, title = 'Speed-up' } = value as { speedUp: unknown; title?: unknown };
  if (!Array.isArray(speedUp) || speedUp.length === 0 || speedUp.length > most || typeof title !== 'string') return undefined;
  if (!speedUp.every(isMeasurement)) return undefined;
  const measured = speedUp.map(({ workers, ms }) => ({ workers, ms })).sort((a, b) => a.workers - b.workers);
  if (measured.some(({ workers }, i) => workers === measured[i - 1]?.workers)) return undefined;
  return { title, measured };
}

function isMeasurement(value: unknown): value is Measurement {
  if (typeof value !== 'object' || value === null) return false;
  const { workers, ms } = value as Partial<Measurement>;
  return Number.isInteger(workers) && workers! >= 1 && workers! <= 1024 && Number.isFinite(ms) && ms! > 0;
}
