import { families } from '../bearing.ts';
import { envelopeChart } from './envelope-chart.ts';
import type { RecordingReport, Thresholds } from './recording-report.ts';
import { scoreChart } from './score-chart.ts';
import { spectrogramChart } from './spectrogram-chart.ts';
import { statements } from './statements.ts';
import { median, range } from './statistics.ts';
import { trendChart } from './trend-chart.ts';

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (character) => escapes[character]!);

function figure(value: number, digits = 3): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(digits))) : '–';
}

function table(head: readonly string[], rows: readonly (readonly string[])[], numbersFrom: number): string {
  const cell = (tag: 'th' | 'td', text: string, i: number) => `<${tag}${i >= numbersFrom ? ' class="n"' : ''}>${text}</${tag}>`;
  const line = (tag: 'th' | 'td', cells: readonly string[]) => `<tr>${cells.map((text, i) => cell(tag, text, i)).join('')}</tr>`;
  return `<div class="scroll"><table>${line('th', head)}${rows.map((cells) => line('td', cells)).join('')}</table></div>`;
}

const severityBadge = (severity: string): string => `<span class="severity ${severity}">${severity}</span>`;

function overview(reports: readonly RecordingReport[]): string {
  return table(
    ['recording', 'verdict', 'severity', 'reason', 'confidence', 'time', '× real time'],
    reports.map(({ name, decision, executionMs, seconds }) => [
      `<a href="#${escaped(name)}">${escaped(name)}</a>`,
      `<b>${escaped(decision.verdict)}</b>`,
      severityBadge(decision.severity),
      escaped(decision.reason),
      decision.confidence.toFixed(2),
      `${executionMs.toFixed(0)} ms`,
      figure((1000 * seconds) / executionMs),
    ]),
    4,
  );
}

function featureTable({ trend, unit }: RecordingReport): string {
  const rows = [
    ['rms', trend.rms, unit],
    ['peak', trend.peak, unit],
    ['crest factor', trend.crest, ''],
    ['kurtosis (3 for noise)', trend.kurtosis, ''],
    ['skewness', trend.skewness, ''],
  ] as const;
  return table(
    [`feature, per segment of ${trend.step} s`, 'unit', 'median', 'least', 'greatest'],
    rows.map(([name, values, of]) => [name, of, figure(median(values)), ...range(values).map((value) => figure(value))]),
    2,
  );
}

function bandTable(report: RecordingReport, thresholds: Thresholds): string {
  return table(
    ['band, Hz', 'rule', 'looks like', ...families.map((family) => `${family}, dB`), 'probability', 'novelty', 'kurtosis'],
    report.decision.bands.map((band, i) => [
      `${figure(band.low, 6)}–${figure(band.high, 6)}`,
      band.status === 'supports' ? `<b>supports ${band.family}</b>` : band.status,
      band.looks_like ?? '–',
      ...families.map((family, f) => {
        const excess = 20 * Math.log10(report.scores[i * families.length + f]! / thresholds.scores[family]);
        return `<span class="${excess > 0 ? 'raised' : 'below'}">${Number.isNaN(excess) ? '–' : excess.toFixed(1)}</span>`;
      }),
      band.probability === null ? '–' : band.probability.toFixed(2),
      `${figure(report.novelty[i]! / thresholds.novelty)}×`,
      figure(report.kurtosis[i]!),
    ]),
    3,
  );
}

function timeTable({ stages }: RecordingReport): string {
  return table(
    ['stage', 'executor', 'operation', 'computing, ms', 'boundary, ms', 'waiting, ms'],
    stages.map(({ name, executor, operation, executionMs, transferMs, waitMs }) => [
      name,
      executor,
      operation,
      executionMs.toFixed(1),
      transferMs.toFixed(1),
      waitMs.toFixed(1),
    ]),
    3,
  );
}

const chart = (svg: string, caption: string): string => `<figure>${svg}<figcaption>${caption}</figcaption></figure>`;

/** The part of one recording; rendered as soon as its figures are there. */
export function recordingSection(report: RecordingReport, thresholds: Thresholds): string {
  const { name, summary, rate, seconds, speed, revolutions, envelope, decision, executionMs } = report;
  return `<section id="${escaped(name)}"><h2>${escaped(name)}</h2>
<p class="soft">${escaped(summary)}. ${figure(seconds)} s at ${rate} Hz, shaft ${figure(speed)} Hz, ${revolutions.toFixed(0)} revolutions.</p>
<p class="verdict"><b>${escaped(decision.verdict)}</b> ${severityBadge(decision.severity)} <span class="soft">confidence ${decision.confidence.toFixed(2)}</span></p>
<p>${escaped(decision.reason)}.</p>
${featureTable(report)}
<div class="charts">
${chart(spectrogramChart(report), 'Spectrogram, 60 dB from dark to bright.')}
${chart(envelopeChart(report), `Envelope spectrum of ${figure(envelope.low, 5)}–${figure(envelope.high, 5)} Hz, the band that earlier analyses of these recordings demodulate. Solid: fault orders of the bearing; dashed: their harmonics.`)}
${chart(trendChart(report), `Features per segment of ${report.trend.step} s.`)}
${chart(scoreChart(report, thresholds), 'Score over its threshold by band and family, 0 dB (dark, what 99 % of simulated healthy bands stay below) to 12 dB (bright).')}
</div>
${bandTable(report, thresholds)}
<p class="soft">Scores in dB over their thresholds; bold is raised. Novelty is the autoencoder's reconstruction error over its threshold. “Probability” is the classifier's, for what the band looks like among simulated conditions.</p>
${timeTable(report)}
<p class="soft">${executionMs.toFixed(0)} ms for ${figure(seconds)} s of signal: ${figure((1000 * seconds) / executionMs)} times real time. Boundary: copying in and out of the executor's memory.</p>
</section>`;
}

/** The whole page: nothing is fetched from anywhere. `sections` in the order of `reports`. */
export function htmlReport(reports: readonly RecordingReport[], sections: readonly string[], css: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Bearing diagnosis</title><style>
${css}</style></head><body>
<header><h1>Bearing diagnosis</h1>
<p>Envelope analysis in C++, a classifier and an autoencoder in AssemblyScript, a decision in Python: one pipeline over ${reports.length} recordings of bearings NMB 1560kk.</p>
<div class="statements">${statements.map((statement) => `<p>${escaped(statement)}</p>`).join('\n')}</div></header>
${overview(reports)}
${sections.join('\n')}
</body></html>
`;
}
