import { dependency, type PlainArguments, type Scalar } from '../coordinator/events.ts';
import type { Page } from './page.ts';

// the first half of a scalar's first word; an integer is the second half, other numbers are a word and strings a text
const nothing = 0;
const nil = 1;
const no = 2;
const yes = 3;
const integer = 4;
const double = 5;
const text = 6;
const awaited = 7;

export function putScalar(page: Page, value: Scalar): void {
  if (typeof value === 'number') {
    const small = value | 0;
    if (small === value && (small !== 0 || 1 / value > 0)) page.putPair(integer, small);
    else {
      page.putPair(double, 0);
      page.putNumber(value);
    }
  } else if (typeof value === 'string') {
    page.putPair(text, 0);
    page.putText(value);
  } else page.putPair(value === undefined ? nothing : value === null ? nil : value ? yes : no, 0);
}

export function takeScalar(page: Page): Scalar {
  const code = page.low();
  const small = page.high();
  switch (code) {
    case integer:
      return small;
    case double:
      return page.double();
    case text:
      return page.text();
    case nil:
      return null;
    case no:
      return false;
    case yes:
      return true;
    default:
      return undefined;
  }
}

export function putArguments(page: Page, values: PlainArguments): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === dependency) page.putPair(awaited, 0);
    else putScalar(page, value);
  }
}

export function takeArguments(page: Page, count: number): PlainArguments {
  const values: (Scalar | typeof dependency)[] = [];
  for (let i = 0; i < count; i++) {
    if (page.low() !== awaited) values.push(takeScalar(page));
    else {
      page.high();
      values.push(dependency);
    }
  }
  return values;
}
