import { type Condition, conditions, families } from '../bearing.ts';
import type { ClassifierResult, Thresholds } from './evaluate.ts';

/** What model/card.json holds: how the weights came to be, and how good they are on simulations they never saw. */
export interface Card {
  readonly seed: number;
  /** Simulated recordings and bands per data set. */
  readonly data: Readonly<Record<'training' | 'calibration' | 'test', { readonly recordings: number; readonly bands: number }>>;
  readonly classifier: { readonly layers: readonly string[]; readonly classes: readonly Condition[] } & ClassifierResult;
  readonly novelty: {
    readonly layers: readonly string[];
    /** dB² */
    readonly threshold: number;
    /** Share of test bands above it, by condition. */
    readonly above: Readonly<Record<Condition, number>>;
  };
  readonly scores: {
    readonly thresholds: Thresholds['scores'];
    /** Share of test bands above the family's threshold, by family, then by condition. */
    readonly above: Readonly<Record<string, Readonly<Record<Condition, number>>>>;
  };
  /** Verdicts of rule.py over whole test recordings: counts by condition, then by verdict. */
  readonly rule: Readonly<Record<Condition, Readonly<Record<string, number>>>>;
  /** SHA-256 by path of what all of it follows from. */
  readonly sources: Readonly<Record<string, string>>;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** A Markdown table, aligned as the formatter wants it. */
function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const lines = [head, ...rows].map((cells) => cells.map(String));
  const widths = head.map((_, i) => Math.max(3, ...lines.map((cells) => cells[i]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' | ')} |`;
  const rule = widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(lines[0]!), line(rule), ...lines.slice(1).map(line)].join('\n');
}

/** JSON as the formatter wants it: an object's members on lines of their own, lists on one. */
export function formatJson(value: unknown, indent = ''): string {
  if (Array.isArray(value)) return `[${value.map((item) => formatJson(item)).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const deeper = `${indent}  `;
  const members = Object.entries(value).map(([key, item]) => `${deeper}${JSON.stringify(key)}: ${formatJson(item, deeper)}`);
  return `{\n${members.join(',\n')}\n${indent}}`;
}

/** model/README.md: the card in words. */
export function cardReadme({ seed, data, classifier, novelty, scores, rule }: Card): string {
  const verdicts = [...families, 'inconclusive', 'no evidence'];
  const set = (name: keyof Card['data']) => `${data[name].recordings} recordings, ${data[name].bands} bands`;
  return `# The model

Written by \`train/main.ts\` with seed ${seed}; do not edit. The same sources give the same bytes
(\`train/main.ts --check\` proves it; \`card.json\` names the sources by their hashes).

All figures are about **simulated** bearings, drawn by \`simulate/\`. They say how well the networks know the simulation,
not how well they know a machine.

- Training: ${set('training')}. Calibration (thresholds): ${set('calibration')}. Test: ${set('test')}. No recording is in two of them.
- \`classifier.safetensors\`: ${classifier.layers.join(' → ')}; features in, probabilities of ${classifier.classes.join(', ')} out.
- \`novelty.safetensors\`: ${novelty.layers.join(' → ')}, trained on healthy simulations alone; features in, features out.
- Features: the 256 bins of \`bearing.evidence\`'s \`order-spectrum\`, dB; scaling is part of the first and last layers.

## Classifier, on the test bands

Accuracy ${percent(classifier.accuracy)}. Rows: what was simulated; columns: the most probable class.

${table(
  ['', ...classifier.classes],
  classifier.confusion.map((row, i) => [classifier.classes[i]!, ...row]),
)}

## What lies above the thresholds, of the test bands

Thresholds are the 99th percentiles of the healthy calibration bands: ${novelty.threshold.toFixed(2)} dB² for the reconstruction error,
${families.map((family) => `${scores.thresholds[family].toFixed(2)} for the ${family} score`).join(', ')}.
The families share lines by geometry (7 cage turns are one outer order, 12 nearly one inner order; outer and inner orders
add up to 7), so that a fault of one raises scores of others: this is why a score alone decides nothing.

${table(
  ['simulated', 'novelty', ...families.map((family) => `${family} score`)],
  conditions.map((condition) => [
    condition,
    percent(novelty.above[condition]),
    ...families.map((family) => percent(scores.above[family]![condition])),
  ]),
)}

## rule.py, on whole test recordings

Each recording in adjacent bands of equal width that know nothing of its resonance. Rows: what was simulated; columns:
the verdict.

${table(
  ['', ...verdicts],
  conditions.map((condition) => [condition, ...verdicts.map((verdict) => rule[condition][verdict] ?? 0)]),
)}
`;
}
