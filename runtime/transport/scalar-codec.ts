import type { Scalar } from '../coordinator/events.ts';
import type { Page } from './page.ts';

// the first half of a scalar's first word; an integer is the second half, other numbers are a word and strings a text
const nothing = 0;
const nil = 1;
const no = 2;
const yes = 3;
const integer = 4;
const double = 5;
const text = 6;

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

export function putScalars(page: Page, values: readonly Scalar[]): void {
  for (let i = 0; i < values.length; i++) putScalar(page, values[i]);
}

export function takeScalars(page: Page, count: number): Scalar[] {
  if (count === 0) return [];
  const values = [takeScalar(page)];
  for (let i = 1; i < count; i++) values.push(takeScalar(page));
  return values;
}
