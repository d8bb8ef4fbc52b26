import type { BandEvidence, RecordingReport } from './recording-report.ts';

/** Index of the band that says most: the heaviest vote for the verdict, else the highest excess of any score. */
export function leadingBand({ decision }: Pick<RecordingReport, 'decision'>): number {
  const rank = ({ status, family, weight, excess }: BandEvidence) =>
    (status === 'supports' && family === decision.verdict ? 1000 * weight : 0) + (excess ?? -1000);
  const ranks = decision.bands.map(rank);
  return ranks.indexOf(Math.max(...ranks));
}
