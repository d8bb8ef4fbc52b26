import { element } from '../shared/element.ts';
import type { Measurement, SpeedUp } from './read-speed-up.ts';

const widest = 640;
const height = 260;
const margin = { top: 18, right: 16, bottom: 44, left: 46 };

/**
 * A chart of what was measured, with the same in words; nothing in it was estimated.
 *
 * @param room the width that there is for it, in CSS pixels
 */
export function speedUpChart({ title, measured }: SpeedUp, room: number): HTMLElement {
  const width = Math.max(280, Math.min(widest, room));
  const [first] = measured as readonly [Measurement, ...Measurement[]];
  const factorOf = ({ ms }: Measurement) => first.ms / ms;
  const top = Math.max(...measured.map(factorOf), ...measured.map(({ workers }) => workers / first.workers));
  const plot = { width: width - margin.left - margin.right, height: height - margin.top - margin.bottom };
  const y = (factor: number) => margin.top + plot.height * (1 - factor / (top * 1.12));
  const slot = plot.width / measured.length;
  const x = (i: number) => margin.left + slot * (i + 0.5);
  const bar = Math.min(96, slot * 0.62);

  const chart = svg('svg', { viewBox: `0 0 ${width} ${height}`, class: 'speed-up', 'aria-hidden': 'true' });
  for (const factor of ticks(top)) {
    chart.append(
      svg('line', { x1: margin.left, x2: width - margin.right, y1: y(factor), y2: y(factor), class: 'speed-up-grid' }),
      svg('text', { x: margin.left - 8, y: y(factor) + 4, 'text-anchor': 'end' }, `${factor}×`),
    );
  }
  for (const [i, measurement] of measured.entries()) {
    const factor = factorOf(measurement);
    chart.append(
      svg('rect', { x: x(i) - bar / 2, y: y(factor), width: bar, height: y(0) - y(factor), rx: 4, class: 'speed-up-bar' }),
      ...(i === 0 ? [] : [svg('line', idealAt(x(i), y(measurement.workers / first.workers), bar))]),
      svg('text', { x: x(i), y: y(factor) - 6, 'text-anchor': 'middle', class: 'speed-up-factor' }, timesText(factor)),
      svg('text', { x: x(i), y: height - margin.bottom + 18, 'text-anchor': 'middle' }, workersText(measurement.workers)),
      svg('text', { x: x(i), y: height - margin.bottom + 35, 'text-anchor': 'middle' }, durationText(measurement.ms)),
    );
  }
  const [words, legend] = [
    measured
      .map((one) => `${workersText(one.workers)}: ${durationText(one.ms)}${one === first ? '' : `, ${timesText(factorOf(one))} as fast`}`)
      .join('; '),
    measured.length > 1 ? ' Dashed: what so many workers could do at best.' : '',
  ];
  return element(
    'figure',
    { class: 'chart' },
    element('figcaption', {}, element('strong', {}, title), ` Measured in this page, just now. ${words}.${legend}`),
    chart,
  );
}

const idealAt = (x: number, y: number, bar: number) => ({
  x1: x - bar / 2 - 8,
  x2: x + bar / 2 + 8,
  y1: y,
  y2: y,
  class: 'speed-up-ideal',
});
const workersText = (workers: number) => (workers === 1 ? '1 worker' : `${workers} workers`);
const timesText = (factor: number) => `${factor.toFixed(2)}×`;
const durationText = (ms: number) => (ms < 1000 ? `${ms.toFixed(ms < 10 ? 1 : 0)} ms` : `${(ms / 1000).toFixed(2)} s`);

/** Whole factors from 0 on, at most about six. */
function ticks(top: number): number[] {
  const step = Math.max(1, Math.ceil(top / 6));
  return Array.from({ length: Math.floor((top * 1.1) / step) + 1 }, (_, i) => i * step);
}

function svg(name: string, attributes: Readonly<Record<string, string | number>>, text = ''): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.textContent = text;
  return made;
}
