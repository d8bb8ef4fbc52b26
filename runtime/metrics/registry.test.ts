import { expect, test } from 'vitest';
import { Registry } from './registry.ts';

test('the same name and labels are the same figure, in whatever order', () => {
  const registry = new Registry();
  registry.counter('a_total', { x: '1', y: '2' }).add();
  registry.counter('a_total', { y: '2', x: '1' }).add(4);
  registry.gauge('b').set(7);
  registry.gauge('b').set(-2);
  registry.histogram('c_ms').record(3);
  expect(registry.snapshot()).toMatchObject({
    counters: [{ name: 'a_total', labels: { x: '1', y: '2' }, value: 5 }],
    gauges: [{ name: 'b', labels: {}, value: -2 }],
    histograms: [{ name: 'c_ms', labels: {}, count: 1, sumMs: 3, p50Ms: 3 }],
  });
});

test('sets of labels are bounded, and nothing is lost', () => {
  const registry = new Registry();
  for (let i = 0; i < 1000; i++) registry.counter('a_total', { name: `f${i}`, kind: 'task' }).add();
  for (let i = 0; i < 1000; i++) registry.counter('a_total', { name: `f${i}`, kind: 'task' }).add();
  const { counters } = registry.snapshot();
  expect(counters).toHaveLength(256);
  expect(counters.reduce((sum, { value }) => sum + value, 0)).toBe(2000);
  expect(counters[0]).toEqual({ name: 'a_total', labels: { kind: 'task', name: 'f0' }, value: 2 });
  expect(counters.at(-1)).toEqual({ name: 'a_total', labels: { kind: 'other', name: 'other' }, value: 2 * 745 });
});

test('what cannot be is refused', () => {
  const registry = new Registry();
  registry.counter('a_total');
  expect(() => registry.gauge('a_total')).toThrow(new TypeError('Metric "a_total" is a counter, not a gauge'));
  expect(() => registry.counter('a-b')).toThrow(new TypeError('A metric cannot be called "a-b"'));
  expect(() => registry.counter('b', { 'no good': '' })).toThrow(new TypeError('Metric "b" cannot have a label "no good"'));
  expect(() => registry.counter('a_total').add(-1)).toThrow(new RangeError('A counter cannot grow by -1'));
});
