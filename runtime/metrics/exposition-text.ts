import type { HistogramSample, Labels, MetricSample, MetricsSnapshot } from './metrics.ts';

/** Powers of two of microseconds, up to 18 minutes: the same for every histogram at any time, as scrapers want it. */
const boundsMs = Array.from({ length: 31 }, (_, i) => 2 ** i / 1000);

/**
 * A snapshot in the text form that Prometheus reads, version 0.0.4.
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function expositionText({ counters, gauges, histograms }: MetricsSnapshot): string {
  return [...values('counter', counters), ...values('gauge', gauges), ...distributions(histograms)].map((line) => `${line}\n`).join('');
}

function values(kind: string, samples: readonly MetricSample[]): string[] {
  return grouped(samples, kind, ({ name, labels, value }) => [`${name}${braces(labels)} ${number(value)}`]);
}

function distributions(samples: readonly HistogramSample[]): string[] {
  return grouped(samples, 'histogram', ({ name, labels, count, sumMs, buckets }) => {
    let next = 0;
    let seen = 0;
    const upTo = boundsMs.map((bound) => {
      for (; next < buckets.length && buckets[next]!.upToMs <= bound; next++) seen += buckets[next]!.count;
      return `${name}_bucket${braces({ ...labels, le: number(bound) })} ${seen}`;
    });
    return [
      ...upTo,
      `${name}_bucket${braces({ ...labels, le: '+Inf' })} ${count}`,
      `${name}_sum${braces(labels)} ${number(sumMs)}`,
      `${name}_count${braces(labels)} ${count}`,
    ];
  });
}

/** The samples of one name stand together, below its kind. */
function grouped<T extends { readonly name: string }>(samples: readonly T[], kind: string, lines: (sample: T) => string[]): string[] {
  return [...Map.groupBy(samples, ({ name }) => name)].flatMap(([name, same]) => [`# TYPE ${name} ${kind}`, ...same.flatMap(lines)]);
}

function braces(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function number(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);
}
