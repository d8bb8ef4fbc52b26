import { axis, ink, renderChart } from './chart.ts';
import type { RecordingReport } from './recording-report.ts';

/** rms, crest factor and kurtosis per segment, one above the other, each from 0. */
export function trendChart({ name, trend, unit }: RecordingReport): string {
  const rows = [
    { values: trend.rms, label: `rms${unit === '' ? '' : `, ${unit}`}` },
    { values: trend.crest, label: 'crest factor' },
    { values: trend.kurtosis, label: 'kurtosis' },
  ];
  const [top, tall, gap] = [16, 54, 20];
  return renderChart(
    {
      title: rows.map(({ label }, i) => ({
        text: label,
        left: 58,
        top: top + i * (tall + gap) - 17,
        textStyle: { color: ink, fontSize: 12, fontWeight: 'normal' as const, fontFamily: 'inherit' },
        padding: 0,
      })),
      grid: rows.map((_, i) => ({ left: 58, right: 14, top: top + i * (tall + gap), height: tall })),
      xAxis: rows.map((_, i) => ({
        ...axis,
        type: 'value' as const,
        gridIndex: i,
        min: 0,
        max: trend.rms.length * trend.step,
        axisLabel: { ...axis.axisLabel, show: i === rows.length - 1 },
        name: i === rows.length - 1 ? 'time, s' : '',
        nameGap: 24,
        splitLine: { show: false },
      })),
      yAxis: rows.map((_, i) => ({ ...axis, type: 'value' as const, gridIndex: i, min: 0, splitNumber: 2 })),
      series: rows.map(({ values }, i) => ({
        type: 'line' as const,
        xAxisIndex: i,
        yAxisIndex: i,
        data: Array.from(values, (value, segment) => [(segment + 0.5) * trend.step, value]),
        symbolSize: 4,
        itemStyle: { color: ink },
        lineStyle: { color: ink, width: 1.2 },
      })),
    },
    `Features of ${name} per segment`,
    { width: 620, height: 270 },
  );
}
