import { expect, test } from 'vitest';
import { parseExposition } from '../../test/fixtures/parse-exposition.ts';
import { expositionText } from './exposition-text.ts';
import { Registry } from './registry.ts';

test('the text says what the snapshot does', () => {
  const registry = new Registry();
  registry.counter('a_total').add(1e21);
  registry.counter('a_total', { path: 'C:\\x "y"\nz', kind: 'größe' }).add(2);
  registry.gauge('g', { x: '' }).set(Number.POSITIVE_INFINITY);
  registry.gauge('g', { x: '1' }).set(-0.5);
  expect(parseExposition(expositionText(registry.snapshot()))).toEqual([
    { name: 'a_total', type: 'counter', labels: {}, value: 1e21 },
    { name: 'a_total', type: 'counter', labels: { kind: 'größe', path: 'C:\\x "y"\nz' }, value: 2 },
    { name: 'g', type: 'gauge', labels: { x: '' }, value: Number.POSITIVE_INFINITY },
    { name: 'g', type: 'gauge', labels: { x: '1' }, value: -0.5 },
  ]);
});

test('a histogram has the same bounds whatever is in it, and counts up to each', () => {
  const registry = new Registry();
  const all = [0, 0.0005, 0.001, 0.0011, 0.9, 5, 5, 100, 2 ** 21, 2 ** 40];
  const histogram = registry.histogram('t_ms', { name: 'f' });
  registry.histogram('t_ms', { name: 'idle' });
  for (const ms of all) histogram.record(ms);
  const samples = parseExposition(expositionText(registry.snapshot()));
  const buckets = samples.filter(({ name, labels }) => name === 't_ms_bucket' && labels['name'] === 'f');
  expect(samples.every(({ type }) => type === 'histogram')).toBe(true);
  expect(samples.filter(({ name, labels }) => name === 't_ms_bucket' && labels['name'] === 'idle')).toHaveLength(buckets.length);
  for (const { labels, value } of buckets) {
    const bound = labels['le'] === '+Inf' ? Number.POSITIVE_INFINITY : Number(labels['le']);
    expect(value, `up to ${bound} ms`).toBe(all.filter((ms) => ms <= bound).length);
  }
  expect(samples.find(({ name, labels }) => name === 't_ms_count' && labels['name'] === 'f')!.value).toBe(all.length);
  expect(samples.find(({ name, labels }) => name === 't_ms_sum' && labels['name'] === 'f')!.value).toBe(
    all.reduce((sum, ms) => sum + ms, 0),
  );
});
