import type { Operation, ParameterSpec, Port, ValueKind } from './contract.ts';
import { toJson } from './json-form.ts';
import { layouts } from './tensor.ts';
import { defaultOf } from './value-codec.ts';

/** A module that declares, as one interface, the types of every call of an executor. */
export function operationTypesSource(interfaceName: string, operations: readonly Operation[]): string {
  const body = operations.map(
    (operation) => `${doc('  ', operation.summary)}  ${JSON.stringify(operation.name)}: {\n${members(operation)}  };\n`,
  );
  return `import type { Tensor, TensorData, TensorType } from 'polyray';\n\n/** The calls of the executor, by operation. */\nexport type ${interfaceName} = {\n${body.join('')}};\n`;
}

function members({ parameters, inputs, values, outputs }: Operation): string {
  const block = (name: string, lines: readonly string[]) =>
    lines.length === 0 ? `    ${name}: {};\n` : `    ${name}: {\n${lines.join('')}    };\n`;
  return [
    block(
      'parameters',
      parameters.map((spec) => field(spec.name, spec.presence.tag === 'required', parameterType(spec), parameterDoc(spec))),
    ),
    block(
      'inputs',
      inputs.map((port) => field(port.name, port.always, inputType(port), portDoc(port))),
    ),
    block(
      'values',
      values.map((spec) => field(spec.name, spec.always, valueTypes[spec.kind], sentence(spec.summary, spec.unit))),
    ),
    block(
      'outputs',
      outputs.map((port) => field(port.name, port.always, `Tensor<${typeUnion(port)}>`, portDoc(port))),
    ),
  ].join('');
}

function field(name: string, always: boolean, type: string, comment: string): string {
  const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
  return `${doc('      ', comment)}      readonly ${key}${always ? '' : '?'}: ${type};\n`;
}

function doc(indent: string, text: string): string {
  return `${indent}/** ${text.replaceAll('*/', '*\\/').replaceAll('\n', ' ')} */\n`;
}

const valueTypes: Readonly<Record<ValueKind, string>> = {
  boolean: 'boolean',
  integer: 'number | bigint',
  number: 'number',
  text: 'string',
  numbers: 'Float64Array',
  texts: 'string[]',
  json: 'unknown',
};

function parameterType({ kind, choices }: ParameterSpec): string {
  const text = choices.length > 0 ? choices.map((choice) => JSON.stringify(choice)).join(' | ') : 'string';
  if (kind === 'text') return text;
  if (kind === 'texts') return `readonly (${text})[]`;
  return kind === 'numbers' ? 'readonly number[] | Float64Array' : valueTypes[kind];
}

function typeUnion(port: Port): string {
  return port.types.length === 0 ? 'TensorType' : port.types.map((type) => `'${type}'`).join(' | ');
}

/** A bare array where its class says the type; a record for all else. */
function inputType(port: Port): string {
  const record = `{ readonly data: TensorData; readonly dimensions?: readonly number[] | Uint32Array; readonly type?: ${typeUnion(port)} }`;
  const plain = port.types.filter((type) => !['bool', 'fp16', 'bf16', 'complex64', 'complex128'].includes(type));
  const arrays = port.types.length === 0 ? ['TensorData'] : plain.map((type) => layouts[type].array.name);
  return [...arrays, record].join(' | ');
}

/** A summary as a sentence, and the unit behind it. */
export function sentence(summary: string, unit: string): string {
  const closed = /[.!?]$/.test(summary) ? summary : `${summary}.`;
  return unit === '' ? closed : `${closed} In ${unit}.`;
}

/** Meaning, range and default of a parameter. @param show a default in the words of the language */
export function parameterDoc(spec: ParameterSpec, show: (value: unknown) => string = JSON.stringify): string {
  const { summary, unit, minimum, maximum } = spec;
  const range = [minimum === undefined ? '' : ` At least ${minimum}.`, maximum === undefined ? '' : ` At most ${maximum}.`].join('');
  const given = defaultOf(spec);
  return `${sentence(summary, unit)}${range}${given === undefined ? '' : ` Default ${show(toJson(given))}.`}`;
}

/** "[rows, 3]"; nothing for any rank. */
export function shapeText({ dimensions }: Port): string {
  return dimensions === undefined ? '' : `[${dimensions.map(({ val }) => val).join(', ')}]`;
}

function portDoc(port: Port): string {
  return `${sentence(port.summary, port.unit)} ${shapeText(port)}`.trim();
}
