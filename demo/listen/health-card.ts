import { conditions } from '../../examples/bearing-diagnosis/bearing.ts';
import type { Thresholds } from '../../examples/bearing-diagnosis/report/recording-report.ts';
import { element } from '../shared/element.ts';
import type { BandReading, Features } from './analysis.ts';
import { formatFigure, formatHertz } from './format.ts';

const healthy = conditions.indexOf('healthy');

/** Conditions that need a second word. */
const parts: Readonly<Record<string, string>> = { inner: 'inner ring', outer: 'outer ring' };

/** The classifier's probability of "healthy", the mean of all bands, 0 to 100; undefined where nothing can be said. */
export function healthScore(readings: readonly BandReading[]): number | undefined {
  const usable = readings.filter(({ resolved }) => resolved);
  if (usable.length === 0) return undefined;
  return (100 * usable.reduce((sum, { probabilities }) => sum + probabilities[healthy]!, 0)) / usable.length;
}

/** The condition that a band most looks like, and how probable that is. */
export function likeness({ probabilities }: BandReading): { readonly condition: string; readonly probability: number } {
  const best = probabilities.indexOf(Math.max(...probabilities));
  return { condition: conditions[best]!, probability: probabilities[best]! };
}

/** The ML score with what it rests on, and the features of the signal. */
export class HealthCard {
  readonly #score = element('output', { class: 'listen-score', 'aria-label': 'Health score', 'aria-live': 'off' }, '–');
  readonly #meter = element('div', { class: 'listen-meter', 'aria-hidden': 'true' }, element('span'));
  readonly #sentence = element('p', { class: 'listen-sentence' });
  /** The same for screen readers, said when something else is found than before: a stream is judged every other second. */
  readonly #said = element('p', { class: 'visually-hidden', role: 'status' });
  #saidOf = '';
  readonly #rows = element('tbody');
  readonly #figures = {
    rms: element('dd'),
    peak: element('dd'),
    crest: element('dd'),
    kurtosis: element('dd'),
  };
  readonly element = element(
    'section',
    { class: 'card listen-health', 'aria-labelledby': 'listen-health-title' },
    element('h2', { id: 'listen-health-title' }, 'Health'),
    element('div', { class: 'listen-score-line' }, this.#score, element('span', { class: 'muted' }, 'of 100')),
    this.#meter,
    this.#sentence,
    this.#said,
    element(
      'dl',
      { class: 'listen-features' },
      ...(
        [
          ['RMS', this.#figures.rms],
          ['Peak', this.#figures.peak],
          ['Crest factor', this.#figures.crest],
          ['Kurtosis', this.#figures.kurtosis],
        ] as const
      ).map(([name, value]) => element('div', {}, element('dt', {}, name), value)),
    ),
    element(
      'details',
      { open: true },
      element('summary', {}, 'Band by band'),
      element(
        'table',
        { class: 'listen-bands' },
        element('thead', {}, element('tr', {}, ...['Band', 'Looks like', 'New'].map((name) => element('th', { scope: 'col' }, name)))),
        this.#rows,
      ),
    ),
    element(
      'p',
      { class: 'muted small' },
      'Two small networks judge the envelope spectrum of each band. They were trained on simulations of one bearing, NMB 1560kk: of other machines they say little.',
    ),
  );

  readonly #novelty: number;

  /** @param novelty from where on a band is unlike healthy machines */
  constructor({ novelty }: Thresholds) {
    this.#novelty = novelty;
  }

  /** Nothing is known yet. */
  begin(bands: number): void {
    this.#rows.replaceChildren(
      ...Array.from({ length: bands }, () => element('tr', {}, element('td', { colspan: 3, class: 'muted' }, '…'))),
    );
    this.#showScore(undefined);
    for (const figure of Object.values(this.#figures)) figure.textContent = '–';
    this.#say(bands === 0 ? '' : 'Listening …', '');
  }

  showBand(reading: BandReading): void {
    const { condition, probability } = likeness(reading);
    const looks = reading.resolved ? `${condition} ${Math.round(100 * probability)} %` : 'too short to tell';
    const bar = element(
      'span',
      { class: `listen-bar ${condition === 'healthy' ? 'good' : 'bad'}`, style: `--share: ${probability}` },
      looks,
    );
    const isNew = reading.novelty > this.#novelty;
    this.#rows.rows[reading.band]?.replaceChildren(
      element('th', { scope: 'row' }, `${formatHertz(reading.low)} – ${formatHertz(reading.high)}`),
      element('td', {}, reading.resolved ? bar : looks),
      element('td', {}, isNew ? 'yes' : 'no'),
    );
  }

  showFeatures(pieces: readonly Features[], unit: string): void {
    const { rms, peak, crest, kurtosis } = this.#figures;
    const mean = (of: (features: Features) => number) => pieces.reduce((sum, piece) => sum + of(piece), 0) / pieces.length;
    const inUnit = (value: number) => `${formatFigure(value)}${unit === '' ? '' : ` ${unit}`}`;
    rms.textContent = inUnit(Math.sqrt(mean((piece) => piece.rms ** 2)));
    peak.textContent = inUnit(Math.max(...pieces.map((piece) => piece.peak)));
    crest.textContent = formatFigure(mean((piece) => piece.crest));
    kurtosis.textContent = formatFigure(mean((piece) => piece.kurtosis));
  }

  /** All bands are there. */
  conclude(readings: readonly BandReading[]): void {
    const score = healthScore(readings);
    const strange = isStrange(readings, this.#novelty);
    this.#showScore(score, strange);
    const found = score === undefined ? [] : readings.map((reading) => likeness(reading).condition);
    this.#say(sentence(score, readings, this.#novelty), [...new Set(found), strange].sort().join(' '));
  }

  /** The work came to no end. */
  giveUp(): void {
    this.#say('', '');
  }

  /** @param found of the same, nothing is said a second time */
  #say(text: string, found: string): void {
    this.#sentence.textContent = text;
    if (found === '' || found !== this.#saidOf) this.#said.textContent = text;
    this.#saidOf = found;
  }

  /** @param strange whether a good score says little, since the networks know no such machine */
  #showScore(score: number | undefined, strange = false): void {
    this.#score.textContent = score === undefined ? '–' : String(Math.round(score));
    this.#meter.style.setProperty('--score', String(score ?? 0));
    this.#meter.dataset['level'] = score === undefined ? 'none' : score >= 70 ? (strange ? 'none' : 'good') : score >= 40 ? 'fair' : 'bad';
  }
}

/** Whether most bands are unlike what the autoencoder knows of healthy machines. */
function isStrange(readings: readonly BandReading[], knownNovelty: number): boolean {
  return readings.filter(({ novelty }) => novelty > knownNovelty).length > readings.length / 2;
}

function sentence(score: number | undefined, readings: readonly BandReading[], knownNovelty: number): string {
  const [first] = readings;
  if (first === undefined) return '';
  if (score === undefined) {
    return `Too short: ${Math.floor(first.revolutions)} of the 40 shaft revolutions that it takes. Is the shaft's speed right?`;
  }
  const unknown = readings.filter(({ novelty }) => novelty > knownNovelty).length;
  const doubt = isStrange(readings, knownNovelty) ? `${unknown} are unlike any healthy machine that the networks know` : undefined;
  const ill = readings.filter((reading) => likeness(reading).condition !== 'healthy');
  if (ill.length === 0) return `All ${readings.length} bands look like a healthy bearing${doubt === undefined ? '' : `, but ${doubt}`}.`;
  const counts = Map.groupBy(ill, (reading) => likeness(reading).condition);
  const named = [...counts].sort((a, b) => b[1].length - a[1].length).map(([part, bands]) => `${parts[part] ?? part} (${bands.length})`);
  return `${ill.length} of ${readings.length} bands look like damage: ${named.join(', ')}.${doubt === undefined ? '' : ` ${doubt}.`}`;
}
