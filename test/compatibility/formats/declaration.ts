import { readDescription } from '../../../runtime/native/declaration-form.ts';
import { type Format, plain } from '../format.ts';

const summary = 'What it means.';
const kinds = {
  boolean: true,
  integer: '9007199254740993',
  number: 'NaN',
  text: 'ß',
  numbers: [1, '-Infinity'],
  texts: ['a'],
  json: { a: [1] },
};

/** What executors declare, in its JSON form. */
export const samples: Format['samples'] = () => ({
  everything: {
    id: 1,
    protocol: 1,
    name: 'all',
    version: '1.2.3-rc.1',
    operations: [
      {
        name: 'group.verb',
        summary,
        parameters: [
          ...Object.entries(kinds).map(([kind, value]) => ({ name: kind, summary, kind, unit: 'm/s^2', presence: { default: value } })),
          { name: 'bounded', summary, kind: 'number', presence: 'required', minimum: -1, maximum: 1e38 },
          { name: 'chosen', summary, kind: 'text', presence: 'optional', choices: ['a', 'b'] },
        ],
        inputs: [
          { name: 'x', summary, types: ['fp64', 'complex64'], dimensions: ['n', 3], unit: 'V', always: false },
          { name: 'scalar', summary, dimensions: [] },
        ],
        values: [{ name: 'v', summary, kind: 'integer', unit: 'B', always: false }],
        outputs: [{ name: 'y', summary, types: ['bool', 'bf16'] }],
      },
    ],
  },
  least: { id: 1, protocol: 1, name: 'a', version: '0.0.1', operations: [{ name: 'a', summary }] },
});

export const read: Format['read'] = (written) => plain(readDescription(written));
