import { expect, test } from 'vitest';
import { errorNames } from './error-names.ts';

class Quota extends RangeError {}
class Named extends Error {
  override name = 'E_NAMED';
}

test.each([
  ['a built-in error', new TypeError('no'), ['TypeError', 'Error']],
  ['an own class without a name', new Quota('no'), ['Quota', 'RangeError', 'Error']],
  ['an own class with another name', new Named('no'), ['E_NAMED', 'Named', 'Error']],
  ['an error that was renamed', Object.assign(new Error('no'), { name: 'AbortError' }), ['AbortError', 'Error']],
  ['an exception of the platform', new DOMException('no', 'DataCloneError'), ['DataCloneError', 'DOMException', 'Error']],
  ['a text', 'no', ['string']],
])('%s', (_, error, names) => {
  expect(errorNames(error)).toEqual(names);
});
