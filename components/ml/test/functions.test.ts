import { describe, expect, test } from 'vitest';
import { builds, type Component, tensor, text } from './component.ts';
import { Random } from './random.ts';

/** u of single precision: the relative error of one rounding. */
const unit = 2 ** -24;

/** Complementary error function: the series of erf below 2, Laplace's continued fraction above (Abramowitz and Stegun, 7.1.5, 7.1.14). */
function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x);
  if (x < 2) {
    let term = x;
    let sum = x;
    for (let n = 1; n < 60; n++) {
      term *= -(x * x) / n;
      sum += term / (2 * n + 1);
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = x;
  for (let n = 120; n > 0; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
}

/** One layer that multiplies by 1: the activation alone. */
function activation(component: Component, name: string): (x: ArrayLike<number>) => Float32Array {
  component.execute('model.load', {
    parameters: [
      ['model', text(name)],
      ['activation', text(name)],
    ],
    inputs: [['weight', tensor([1], 1, 1)]],
  });
  return (x) =>
    component.execute('model.run', { parameters: [['model', text(name)]], inputs: [['x', tensor(x, x.length, 1)]] }).outputs['y']!.data;
}

/** From -120 to 120, denser towards 0; its length is no multiple of 4. */
const grid = Float32Array.from({ length: 40_003 }, (_, i) => 120 * ((i - 20_001) / 20_001) ** 3);

interface Case {
  readonly name: string;
  readonly f: (x: number) => number;
  /** What the result may be off by, from the true value. */
  readonly tolerance: (x: number, y: number) => number;
  readonly low: number;
  readonly high: number;
}

const cases: Case[] = [
  { name: 'none', f: (x) => x, tolerance: () => 0, low: -Infinity, high: Infinity },
  { name: 'relu', f: (x) => Math.max(x, 0), tolerance: () => 0, low: 0, high: Infinity },
  // e^-x is within 4 u (2 u of argument, polynomial and product, some more unfused), then a sum and a quotient; below
  // 2^-126 e^-x overflows
  { name: 'sigmoid', f: (x) => 1 / (1 + Math.exp(-x)), tolerance: (_, y) => 8 * unit * y + 2 ** -126, low: 0, high: 1 },
  // relative near 0, too: the polynomial is odd
  { name: 'tanh', f: Math.tanh, tolerance: (_, y) => 6 * unit * Math.abs(y), low: -1, high: 1 },
  // Horner's rule over 9 terms whose sizes add up to 2.5 times their sum; in the left tail the rounding of x^2 / 2 counts
  {
    name: 'gelu',
    f: (x) => (x / 2) * erfc(-x / Math.SQRT2),
    tolerance: (x, y) => (24 + x * x) * unit * Math.abs(y) + 2 ** -126,
    low: 0,
    high: Infinity,
  },
];

describe.each(builds)('activations, %s', (_, load) => {
  test.each(cases)('$name agrees with float64 from -120 to 120', ({ name, f, tolerance }) => {
    const y = activation(load(), name)(grid);
    for (let i = 0; i < grid.length; i++) {
      const x = grid[i]!;
      const wanted = f(x);
      // half a unit in the last place of the largest subnormal comes on top where the result is one
      if (!(Math.abs(y[i]! - wanted) <= tolerance(x, wanted) + 2 ** -149)) throw new Error(`${name}(${x}) is ${y[i]}, not ${wanted}`);
    }
  });

  test.each(cases)('$name keeps NaN and has its limits', ({ name, low, high }) => {
    const run = activation(load(), name);
    expect([...run([Number.NaN, -Infinity, Infinity, -3e38, 3e38])].slice(0, 3)).toEqual([Number.NaN, low, high]);
    expect(run([Number.NaN])[0]).toBeNaN();
    expect(run([0])[0]).toBe(name === 'sigmoid' ? 0.5 : 0);
  });
});

describe.each(builds)('tensor.softmax, %s', (_, load) => {
  const component = load();
  const softmax = (x: ArrayLike<number>, rows: number, columns: number, scale?: number) =>
    component.execute('tensor.softmax', {
      parameters: scale === undefined ? [] : [['scale', { tag: 'number', val: scale }]],
      inputs: [['x', tensor(x, rows, columns)]],
    }).outputs['y']!;

  test('agrees with float64 for rows of 1 to 40 and of thousands, at several scales', () => {
    const random = new Random(4);
    const columnCounts = [...Array.from({ length: 40 }, (_, i) => i + 1), 1023, 1024, 1025, 5003];
    for (const columns of columnCounts) {
      for (const scale of [undefined, 30, -2.5]) {
        const rows = random.size(5);
        const x = random.list(rows * columns).map((value) => 4 * value);
        const { data, dimensions } = softmax(x, rows, columns, scale);
        expect(dimensions).toEqual([rows, columns]);
        for (let row = 0; row < rows; row++)
          check(x.subarray(row * columns, (row + 1) * columns), data.subarray(row * columns), scale ?? 1);
      }
    }
  });

  function check(x: Float32Array, y: Float32Array, scale: number): void {
    const scaled = Array.from(x, (value) => Math.fround(scale) * value);
    const most = Math.max(...scaled);
    const terms = scaled.map((value) => Math.exp(value - most));
    const sum = terms.reduce((a, b) => a + b, 0);
    for (const [j, term] of terms.entries()) {
      // the rounding of scale x and of its distance from the largest, then of e^x and of runs of 256 sums in each lane
      const tolerance =
        (4 * Math.abs(scaled[j]!) + 4 * Math.abs(most) + 12 + Math.min(x.length / 4, 256)) * unit * (term / sum) + 2 ** -126;
      if (!(Math.abs(y[j]! - term / sum) <= tolerance)) throw new Error(`softmax of ${x.length}: y[${j}] is ${y[j]}, not ${term / sum}`);
    }
  }

  test('neither overflows nor divides by 0', () => {
    expect([...softmax([3e38, 3e38, -3e38, 1e5], 1, 4).data]).toEqual([0.5, 0.5, 0, 0]);
    expect([...softmax([0, 0, -Infinity], 1, 3).data]).toEqual([0.5, 0.5, 0]);
    expect([...softmax([7], 1, 1).data]).toEqual([1]);
  });

  test('spoils the rows of NaN and +infinity and no others', () => {
    const { data } = softmax([1, 1, Number.NaN, 1, 1, 1, Infinity, 1, 2, 2, 2, 2], 3, 4);
    expect([...data]).toEqual([...new Array(8).fill(Number.NaN), 0.25, 0.25, 0.25, 0.25]);
    expect([...softmax([1, 1, 1, 1, Number.NaN], 1, 5).data]).toEqual(new Array(5).fill(Number.NaN));
  });

  test('takes no rows and no columns', () => {
    expect(softmax([], 0, 5)).toEqual({ dimensions: [0, 5], data: new Float32Array(0) });
    expect(softmax([], 5, 0)).toEqual({ dimensions: [5, 0], data: new Float32Array(0) });
  });
});
