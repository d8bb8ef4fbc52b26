import { axis, cellSeries, renderChart } from './chart.ts';
import type { RecordingReport } from './recording-report.ts';

/** Power over time and frequency, 60 dB from black to bright. */
export function spectrogramChart({ name, spectrogram }: RecordingReport): string {
  const { level, columns, duration, highest } = spectrogram;
  const kilo = highest > 10_000;
  return renderChart(
    {
      grid: { left: 58, right: 14, top: 12, bottom: 44 },
      xAxis: { ...axis, type: 'value', min: 0, max: duration, name: 'time, s', nameGap: 26, splitLine: { show: false } },
      yAxis: {
        ...axis,
        type: 'value',
        min: 0,
        max: kilo ? highest / 1000 : highest,
        name: kilo ? 'frequency, kHz' : 'frequency, Hz',
        nameGap: 42,
        axisLabel: { ...axis.axisLabel, showMaxLabel: false },
        splitLine: { show: false },
      },
      series: cellSeries(level, columns, { low: -60, high: 0 })!,
    },
    `Spectrogram of ${name}`,
    { width: 620, height: 250, shapes: 'crispEdges' },
  );
}
