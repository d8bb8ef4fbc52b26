import { toJson } from '../../../runtime/executor/json-form.ts';
import { OperationCodec } from '../../../runtime/executor/operation-codec.ts';
import { readDescription } from '../../../runtime/native/declaration-form.ts';
import { FrameReader, writeFrame } from '../../../runtime/native/frame.ts';
import { readAnswer } from '../../../runtime/native/program-messages.ts';
import { base64, type Format, fromBase64, plain } from '../format.ts';

interface Written {
  readonly declaration: unknown;
  readonly frame: string;
}

const summary = 'What it means.';
const kinds = ['boolean', 'integer', 'number', 'text', 'numbers', 'texts', 'json'];
const declaration = {
  id: 1,
  protocol: 1,
  name: 'all',
  version: '1.0.0',
  operations: [
    {
      name: 'a',
      summary,
      values: kinds.map((kind) => ({ name: kind, summary, kind, always: false })),
      outputs: ['y', 'z'].map((name) => ({ name, summary, always: false })),
    },
  ],
};
const values = {
  boolean: true,
  integer: '9007199254740993',
  number: '-Infinity',
  text: 'ß',
  numbers: ['NaN', 1],
  texts: [''],
  json: { a: null },
};
const outputs = [
  { name: 'y', type: 'i16', dimensions: [3] },
  { name: 'z', type: 'fp64', dimensions: [1, 2] },
];
const answers: Readonly<Record<string, readonly [header: object, ...parts: Uint8Array[]]>> = {
  everything: [{ id: 1, values, outputs }, new Uint8Array(6).map((_, i) => i), new Uint8Array(16).map((_, i) => 16 * i)],
  nothing: [{ id: 1 }],
  invalid: [{ id: 1, error: { code: 'invalid', path: 'parameters.a', message: 'is odd' } }],
  unsupported: [{ id: 1, error: { code: 'unsupported', path: 'operation', message: 'is not here' } }],
  failed: [{ id: 1, error: { code: 'failed', message: 'no convergence' } }],
  internal: [{ id: 1, error: { code: 'internal', message: 'a bug' } }],
  'out of memory': [{ id: 1, error: { code: 'out-of-memory' } }],
};

/** Answers and errors of native programs, in frames. */
export const samples: Format['samples'] = () =>
  Object.fromEntries(
    Object.entries(answers).map(([name, [header, ...parts]]) => [name, { declaration, frame: base64(writeFrame(header, parts)) }]),
  );

export const read = (written: Written): unknown => {
  const [operation] = readDescription(written.declaration).operations;
  const [frame] = [...new FrameReader({ header: 1e6, body: 1e6 }).add(fromBase64(written.frame))];
  try {
    return toJson(new OperationCodec(operation!).decode(readAnswer(operation!, frame!, 1)));
  } catch (error) {
    return plain(error);
  }
};
