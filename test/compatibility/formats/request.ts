import { parametersFromJson } from '../../../runtime/executor/json-form.ts';
import { OperationCodec } from '../../../runtime/executor/operation-codec.ts';
import { type TensorRecord, viewAs } from '../../../runtime/executor/tensor.ts';
import { readDescription } from '../../../runtime/native/declaration-form.ts';
import { base64, type Format, fromBase64, plain } from '../format.ts';
import { samples as declarations } from './declaration.ts';

interface Written {
  readonly declaration: unknown;
  readonly request: {
    readonly parameters: Readonly<Record<string, unknown>>;
    readonly inputs: Readonly<
      Record<string, { readonly type: TensorRecord['type'] & string; readonly dimensions: number[]; readonly data: string }>
    >;
  };
}

const { everything } = declarations();
const scalar = { type: 'u8', dimensions: [], data: base64(Uint8Array.of(7)) };
const x = { type: 'complex64', dimensions: [2, 3], data: base64(new Uint8Array(48).map((_, i) => i)) };

/** Requests as callers write them in JSON, for an operation as it is declared. */
export const samples: Format['samples'] = () => ({
  everything: {
    declaration: everything,
    request: {
      parameters: {
        boolean: false,
        integer: '-9223372036854775808',
        number: 'Infinity',
        text: 'größer 😀',
        numbers: [0.1, 'NaN'],
        texts: ['', 'b'],
        json: [null, { a: 1 }],
        bounded: 1,
        chosen: 'b',
      },
      inputs: { scalar, x },
    },
  },
  least: { declaration: everything, request: { parameters: { bounded: 0, integer: 5 }, inputs: { scalar } } },
});

export const read = ({ declaration, request }: Written): unknown => {
  const [operation] = readDescription(declaration).operations;
  const inputs = Object.entries(request.inputs).map(([name, { type, dimensions, data }]) => [
    name,
    { type, dimensions, data: viewAs(type, fromBase64(data)) },
  ]);
  const parameters = parametersFromJson(operation!, request.parameters);
  return plain(new OperationCodec(operation!).encode({ parameters, inputs: Object.fromEntries(inputs) }));
};
