import { styleText } from 'node:util';
import { conditions, families, orders } from '../bearing.ts';
import { blockChart, reduceToColumns, shade } from './block-chart.ts';
import { leadingBand } from './leading-band.ts';
import type { Decision, RecordingReport, StageTime, Thresholds } from './recording-report.ts';
import { statements } from './statements.ts';
import { median, range } from './statistics.ts';

const width = 96;
const marks = { cage: 'C', ball: 'B', outer: 'O', inner: 'I' } as const;
type Style = Parameters<typeof styleText>[0];
const severityStyles: Readonly<Record<Decision['severity'], Style>> = { none: 'green', watch: 'cyan', plan: 'yellow', act: 'red' };

const dim = (text: string) => styleText('dim', text);
const bold = (text: string) => styleText('bold', text);

/** Significant digits enough to compare by, never an exponent for everyday values. */
function figure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  return size >= 100
    ? value.toFixed(0)
    : size >= 10
      ? value.toFixed(1)
      : size >= 0.1 || size === 0
        ? value.toFixed(2)
        : value.toPrecision(2);
}

/** Breaks at spaces. */
function wrap(text: string, indent: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    if (lines.at(-1)!.length + word.length + 1 > width) lines.push('');
    lines[lines.length - 1] += `${lines.at(-1) === '' ? '' : ' '}${word}`;
  }
  return lines.join(`\n${indent}`);
}

function decisionLines({ decision }: RecordingReport): string[] {
  const { verdict, severity, confidence, reason } = decision;
  const style = severityStyles[severity];
  return [
    `  ${styleText(style, '■')} ${bold(verdict)}   severity ${styleText(style, severity)}   confidence ${confidence.toFixed(2)}`,
    `    ${wrap(reason, '    ')}`,
  ];
}

function featureLines({ trend, unit }: RecordingReport): string[] {
  const rows = [
    ['rms', trend.rms, unit],
    ['peak', trend.peak, unit],
    ['crest factor', trend.crest, ''],
    ['kurtosis', trend.kurtosis, ''],
    ['skewness', trend.skewness, ''],
  ] as const;
  return rows.map(([name, values, of]) => {
    const [low, high] = range(values);
    const spark = blockChart(Array.from(values), { rows: 1, low: low - (high - low) / 8 - 1e-12, high })[0];
    return `  ${name.padEnd(13)}${figure(median(values)).padStart(9)} ${of.padEnd(5)}${dim(`${figure(low)} … ${figure(high)}`.padEnd(22))} ${spark}`;
  });
}

/** One line per band: what both witnesses say, and how the rule took it. */
function bandLines(report: RecordingReport, thresholds: Thresholds): string[] {
  const head = `  ${'band, Hz'.padEnd(14)}${families.map((family) => family.padStart(7)).join('')}   ${'looks like'.padEnd(14)}${'novelty'.padStart(8)}${'kurtosis'.padStart(10)}   rule`;
  const lines = report.decision.bands.map((band, i) => {
    const cells = families.map((family, f) => {
      const excess = 20 * Math.log10(report.scores[i * families.length + f]! / thresholds.scores[family]);
      const text = `${shade(excess, 0, 12)} ${Number.isNaN(excess) ? '–' : excess.toFixed(0)}`.padStart(7);
      return family === band.family && (band.excess ?? 0) > 0 ? bold(text) : dim(text);
    });
    const likeness = band.looks_like === null ? '–' : `${band.looks_like} ${(band.probability ?? 0).toFixed(2)}`;
    const novelty = report.novelty[i]! / thresholds.novelty;
    const verdict = band.status === 'supports' ? `supports ${band.family}` : band.status;
    return `  ${`${band.low.toFixed(0)}–${band.high.toFixed(0)}`.padEnd(14)}${cells.join('')}   ${likeness.padEnd(14)}${`${novelty.toFixed(2)}×`.padStart(8)}${figure(report.kurtosis[i]!).padStart(10)}   ${verdict}`;
  });
  return [dim(head), ...lines];
}

/** The order spectrum of the band that says most, with the fault orders beneath it. */
function orderSpectrumLines(report: RecordingReport): string[] {
  const band = leadingBand(report);
  const { low, high } = report.decision.bands[band]!;
  const bins = report.orders.length;
  const highest = report.orders[0]! + report.orders.at(-1)!;
  const values = reduceToColumns(report.orderSpectrum.subarray(band * bins, (band + 1) * bins), width);
  const ruler = new Array<string>(width).fill(' ');
  for (const family of families) {
    for (let harmonic = 1; harmonic <= 3; harmonic++) {
      const column = Math.floor((harmonic * orders[family] * width) / highest);
      if (column < width) ruler[column] = ruler[column] === ' ' ? marks[family] : '*';
    }
  }
  const top = Math.max(...values);
  return [
    dim(
      `  envelope order spectrum of ${low.toFixed(0)}–${high.toFixed(0)} Hz, 0 to ${top.toFixed(0)} dB over its median, orders 0 to ${highest.toFixed(0)}`,
    ),
    ...blockChart(values, { rows: 4, low: 0, high: Math.max(6, top) }).map((line) => `  ${line}`),
    `  ${ruler.join('')}`,
    dim('  fault orders and two harmonics: C cage, B ball, O outer ring, I inner ring, * several'),
  ];
}

function timeLines(report: RecordingReport): string[] {
  const line = (cells: readonly string[]) =>
    `  ${cells.map((cell, i) => (i < 2 ? cell.padEnd(i === 0 ? 12 : 32) : cell.padStart(11))).join('')}`;
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  const stage = ({ name, executor, operation, executionMs, transferMs, waitMs }: StageTime) =>
    line([name, `${executor} ${operation}`, ms(executionMs), ms(transferMs), ms(waitMs)]);
  return [
    dim(line(['stage', 'operation', 'computing', 'boundary', 'waiting'])),
    ...report.stages.map(stage),
    `  ${ms(report.executionMs)} for ${report.seconds.toFixed(0)} s of signal: ${figure((1000 * report.seconds) / report.executionMs)}× real time`,
  ];
}

/** The report of one recording, for a terminal of a hundred columns. */
export function terminalReport(report: RecordingReport, thresholds: Thresholds): string {
  const { name, summary, rate, seconds, speed, revolutions } = report;
  const facts = `${seconds.toFixed(1)} s at ${rate} Hz, shaft ${speed.toFixed(2)} Hz, ${revolutions.toFixed(0)} revolutions`;
  return [
    `${bold(name)}  ${summary}`,
    dim(`  ${facts}`),
    ...decisionLines(report),
    '',
    dim(`  ${'feature'.padEnd(13)}${'median'.padStart(9)}       ${'range'.padEnd(22)} by segments of ${report.trend.step} s`),
    ...featureLines(report),
    '',
    dim(
      `  score over its threshold, dB, by family; classifier's likeliest of ${conditions.length}; reconstruction error over its threshold`,
    ),
    ...bandLines(report, thresholds),
    '',
    ...orderSpectrumLines(report),
    '',
    ...timeLines(report),
  ].join('\n');
}

/** What all reports begin with. */
export function terminalPreface(): string {
  return statements.map((statement) => `  • ${wrap(statement, '    ')}`).join('\n');
}
