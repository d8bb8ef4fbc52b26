import { families } from '../bearing.ts';
import { axis, cellSeries, renderChart } from './chart.ts';
import type { RecordingReport, Thresholds } from './recording-report.ts';

/** Score over its threshold by band and family, 0 to 12 dB; below the threshold is black. */
export function scoreChart({ name, decision, scores }: RecordingReport, thresholds: Thresholds): string {
  const bands = decision.bands;
  const level = new Float64Array(scores.length);
  for (const [f, family] of families.entries()) {
    for (let band = 0; band < bands.length; band++) {
      level[f * bands.length + band] = 20 * Math.log10(scores[band * families.length + f]! / thresholds.scores[family]);
    }
  }
  const edges = [...bands.map(({ low }) => low), bands.at(-1)!.high];
  const kilo = edges.at(-1)! > 10_000;
  return renderChart(
    {
      grid: { left: 58, right: 14, top: 12, bottom: 44 },
      xAxis: {
        ...axis,
        type: 'category',
        boundaryGap: true,
        data: bands.map(({ low, high }) => (kilo ? `${low / 1000}–${high / 1000}` : `${low}`)),
        name: kilo ? 'band, kHz' : 'band from, Hz',
        nameGap: 26,
      },
      yAxis: { ...axis, type: 'category', data: [...families] },
      series: cellSeries(level, bands.length, { low: 0, high: 12 })!,
    },
    `Scores of ${name} by band and family`,
    { width: 620, height: 190, shapes: 'crispEdges' },
  );
}
