import { families, orders } from '../bearing.ts';
import { axis, familyColours, ink, renderChart } from './chart.ts';
import type { RecordingReport } from './recording-report.ts';

/** Harmonics of each fault order that are marked. */
const harmonics = 3;
/** Points drawn, each the greatest of its part: more would not be seen. */
const points = 600;

/** Thins a line out, keeping the peaks and where they are. */
export function keepPeaks(x: Float64Array, y: Float64Array, count: number): [number, number][] {
  const size = Math.max(1, Math.ceil(y.length / count));
  const kept: [number, number][] = [];
  for (let from = 0; from < y.length; from += size) {
    let best = from;
    for (let i = from; i < Math.min(y.length, from + size); i++) if (y[i]! > y[best]!) best = i;
    kept.push([x[best]!, y[best]!]);
  }
  return kept;
}

/** The envelope spectrum over shaft orders, with the fault orders and their harmonics marked. */
export function envelopeChart({ name, envelope, speed, unit }: RecordingReport): string {
  const x = envelope.frequencies.map((frequency) => frequency / speed);
  const marks = families.flatMap((family) =>
    Array.from({ length: harmonics }, (_, h) => ({
      xAxis: (h + 1) * orders[family],
      lineStyle: { color: familyColours[family], type: h === 0 ? ('solid' as const) : ('dashed' as const), width: 1.2, opacity: 0.85 },
      label: {
        show: h === 0,
        formatter: family,
        color: familyColours[family],
        fontWeight: 600 as const,
        rotate: 0,
        distance: family === 'ball' ? 17 : 3,
      },
    })),
  );
  return renderChart(
    {
      grid: { left: 58, right: 14, top: 38, bottom: 44 },
      xAxis: { ...axis, type: 'value', min: 0, max: Math.round(x.at(-1)!), name: 'order, times the shaft speed', nameGap: 26 },
      yAxis: { ...axis, type: 'value', name: `envelope${unit === '' ? '' : `, ${unit}`}`, nameGap: 42, splitNumber: 4 },
      series: [
        {
          type: 'line',
          data: keepPeaks(x, envelope.amplitude, points),
          showSymbol: false,
          lineStyle: { color: ink, width: 1 },
          markLine: { silent: true, symbol: 'none', data: marks },
        },
      ],
    },
    `Envelope spectrum of ${name}`,
    { width: 620, height: 264 },
  );
}
