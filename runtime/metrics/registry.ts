import { LogHistogram } from './log-histogram.ts';
import type { Counter, Gauge, Histogram, Labels, Metrics, MetricsSnapshot } from './metrics.ts';

/** Sets of labels that a name can have. */
const maxSets = 256;

class Figure implements Counter, Gauge {
  value = 0;

  add(amount = 1): void {
    if (!(amount >= 0)) throw new RangeError(`A counter cannot grow by ${amount}`);
    this.value += amount;
  }

  set(value: number): void {
    this.value = value;
  }
}

type Kind = 'counter' | 'gauge' | 'histogram';

interface Family<T> {
  readonly name: string;
  /** By their labels as text. */
  readonly sets: Map<string, { readonly labels: Labels; readonly figure: T }>;
}

/** Keeps figures, and takes a picture of them. */
export class Registry implements Metrics {
  readonly #kinds = new Map<string, Kind>();
  readonly #counters = new Map<string, Family<Figure>>();
  readonly #gauges = new Map<string, Family<Figure>>();
  readonly #histograms = new Map<string, Family<LogHistogram>>();

  counter(name: string, labels: Labels = {}): Counter {
    return this.#find(this.#counters, 'counter', name, labels, () => new Figure());
  }

  gauge(name: string, labels: Labels = {}): Gauge {
    return this.#find(this.#gauges, 'gauge', name, labels, () => new Figure());
  }

  histogram(name: string, labels: Labels = {}): Histogram {
    return this.#find(this.#histograms, 'histogram', name, labels, () => new LogHistogram());
  }

  snapshot(): MetricsSnapshot {
    const values = (families: Map<string, Family<Figure>>) =>
      [...families.values()].flatMap(({ name, sets }) =>
        [...sets.values()].map(({ labels, figure }) => ({ name, labels, value: figure.value })),
      );
    return {
      counters: values(this.#counters),
      gauges: values(this.#gauges),
      histograms: [...this.#histograms.values()].flatMap(({ name, sets }) =>
        [...sets.values()].map(({ labels, figure }) => figure.sample(name, labels)),
      ),
    };
  }

  #find<T>(families: Map<string, Family<T>>, kind: Kind, name: string, labels: Labels, make: () => T): T {
    const family = families.get(name) ?? this.#open(families, kind, name);
    const given = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify(given);
    const known = family.sets.get(key);
    if (known !== undefined) return known.figure;
    for (const [label] of given) {
      if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label)) throw new TypeError(`Metric "${name}" cannot have a label "${label}"`);
    }
    // one set less, so that what all others share has a place
    if (family.sets.size >= maxSets - 1 && !given.every(([, value]) => value === 'other')) {
      return this.#find(families, kind, name, Object.fromEntries(given.map(([label]) => [label, 'other'])), make);
    }
    const figure = make();
    family.sets.set(key, { labels: Object.fromEntries(given), figure });
    return figure;
  }

  #open<T>(families: Map<string, Family<T>>, kind: Kind, name: string): Family<T> {
    const other = this.#kinds.get(name);
    if (other !== undefined) throw new TypeError(`Metric "${name}" is a ${other}, not a ${kind}`);
    if (!/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name)) throw new TypeError(`A metric cannot be called "${name}"`);
    this.#kinds.set(name, kind);
    const family = { name, sets: new Map() };
    families.set(name, family);
    return family;
  }
}
