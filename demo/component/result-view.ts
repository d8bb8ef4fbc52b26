import type { ComputeResponse, Tensor } from 'polyray';
import { colourMap } from '../shared/colour-map.ts';
import { element } from '../shared/element.ts';
import type { RunLimits } from './component-host.ts';
import { numbersOf } from './make-tensor.ts';
import { mostItems, shortText, valueText } from './short-text.ts';

/** So many elements are shown as numbers. */
const shownNumbers = 64;
/** Smaller ones are no picture. */
const leastPicture = 4;
/** In CSS pixels. */
const widestPoint = 24;
/** So many elements are read, and drawn: more than a picture has points on a screen, and read in a moment. */
const mostRead = 2 ** 19;

/** What a call answered, and what it took. */
export function resultView(response: ComputeResponse, { fuel, memoryBytes }: RunLimits): HTMLElement[] {
  const { values, outputs, executionTimeMs, fuelUsed, memoryBytes: held = 0 } = response;
  const facts: [string, string][] = [['Time', durationText(executionTimeMs)]];
  if (fuelUsed !== undefined)
    facts.push(['Fuel', `${fuelUsed.toLocaleString('en')}${fuel === Number.POSITIVE_INFINITY ? '' : ` of ${fuel.toLocaleString('en')}`}`]);
  facts.push(['Memory', `${Number((held / 2 ** 20).toFixed(2))} of ${memoryBytes / 2 ** 20} MiB`]);
  for (const [name, value] of Object.entries(values).slice(0, mostItems)) facts.push([shortText(name), valueText(value)]);
  return [
    factsList(facts),
    ...Object.entries(outputs)
      .slice(0, mostItems)
      .flatMap(([name, tensor]) => (tensor === undefined ? [] : [tensorView(shortText(name), tensor as Tensor)])),
  ];
}

/** Names and what they are. */
export function factsList(facts: readonly (readonly [name: string, text: string | readonly string[]])[]): HTMLElement {
  return element(
    'dl',
    { class: 'facts' },
    ...facts.map(([name, text]) =>
      element('div', {}, element('dt', {}, name), ...(typeof text === 'string' ? [text] : text).map((one) => element('dd', {}, one))),
    ),
  );
}

function durationText(ms: number): string {
  return ms < 1000 ? `${ms.toFixed(ms < 10 ? 2 : 0)} ms` : `${(ms / 1000).toFixed(2)} s`;
}

function tensorView(name: string, tensor: Tensor): HTMLElement {
  const { type, dimensions } = tensor;
  const elements = dimensions.reduce((a, b) => a * b, 1);
  const numbers = numbersOf(tensor, mostRead);
  const [least, greatest] = rangeOf(numbers);
  const size = dimensions.length === 0 ? 'a scalar' : shortText(dimensions.join(' × '));
  const read = elements === numbers.length ? '' : ` in the first ${mostRead.toLocaleString('en')}`;
  const range = numbers.length === 0 ? '' : `, from ${numberText(least)} to ${numberText(greatest)}${read}`;
  const caption = element('figcaption', {}, element('strong', {}, name), ` ${type}, ${size}${range}`);
  const shown = Array.from(numbers.subarray(0, shownNumbers), numberText).join(', ');
  const rest = elements > shownNumbers ? `, … ${elements - shownNumbers} more` : '';
  const label = `The numbers of ${name}`;
  return element(
    'figure',
    { class: 'output' },
    caption,
    ...pictureOf(name, tensor, numbers, least, greatest),
    element('pre', { tabindex: 0, role: 'group', 'aria-label': label }, shown + rest),
  );
}

function pictureOf(name: string, { dimensions }: Tensor, numbers: Float64Array, least: number, greatest: number): HTMLElement[] {
  const [rows = 0, columns = 0] = dimensions;
  if (dimensions.length !== 2 || Math.min(rows, columns) < leastPicture || rows * columns > mostRead) return [];
  const canvas = element('canvas', {
    width: columns,
    height: rows,
    role: 'img',
    'aria-label': `${name} as a picture of ${columns} by ${rows} points`,
  });
  canvas.style.maxWidth = `${Math.min(640, columns * widestPoint)}px`;
  const image = new ImageData(columns, rows);
  const pixels = new Uint32Array(image.data.buffer);
  const scale = greatest > least ? 255 / (greatest - least) : 0;
  for (let i = 0; i < pixels.length; i++)
    pixels[i] = colourMap[Math.max(0, Math.min(255, Math.round((numbers[i]! - least) * scale)))] ?? 0xff000000;
  canvas.getContext('2d')!.putImageData(image, 0, 0);
  return [canvas];
}

function rangeOf(numbers: Float64Array): [number, number] {
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const number of numbers) {
    if (number < least) least = number;
    if (number > greatest) greatest = number;
  }
  return [least, greatest];
}

function numberText(number: number): string {
  return Number.isInteger(number) ? String(number) : String(Number(number.toPrecision(5)));
}
