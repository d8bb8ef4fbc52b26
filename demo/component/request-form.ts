import type { ComputeRequest, Dimension, Operation, ParameterSpec, Port, TensorInput, TensorType } from 'polyray';
import { element } from '../shared/element.ts';
import { FieldError, type Fill, fills, makeTensor, parseNumbers, parseShape } from './make-tensor.ts';

/** One field, or a few, of a request. */
interface Field {
  readonly root: HTMLElement;
  /** `parameters.rate`, `inputs.x`: what errors begin with that are about it. */
  readonly path: string;
  /** Undefined: it is not given. @throws {FieldError} */
  read(): unknown;
  /** Shows what is wrong with it; undefined: nothing. */
  complain(message: string | undefined): void;
}

type Fields = readonly (readonly [name: string, field: Field])[];

/** What a named axis has until somebody says otherwise. */
const usualSize = 8;
const allTypes: readonly TensorType[] = [
  'fp32',
  'fp64',
  'i32',
  'i64',
  'u8',
  'i8',
  'u16',
  'i16',
  'u32',
  'u64',
  'bool',
  'fp16',
  'bf16',
  'complex64',
  'complex128',
];

let serial = 0;

/** A form for the requests of one operation, made of its declaration. */
export class RequestForm {
  readonly root: HTMLElement;
  readonly #operation: Operation;
  readonly #parameters: Fields;
  readonly #inputs: Fields;

  constructor(operation: Operation) {
    this.#operation = operation;
    this.#parameters = operation.parameters.map((spec) => [spec.name, parameterField(spec)]);
    this.#inputs = operation.inputs.map((port) => [port.name, tensorField(port)]);
    const group = (title: string, fields: Fields) =>
      fields.length === 0
        ? []
        : [element('fieldset', { class: 'fields' }, element('legend', {}, title), ...fields.map(([, { root }]) => root))];
    const none = element('p', { class: 'muted small' }, 'It takes nothing.');
    const groups = [...group('Parameters', this.#parameters), ...group('Inputs', this.#inputs)];
    this.root = element('div', { class: 'request' }, ...(groups.length === 0 ? [none] : groups));
  }

  /** Says at its field what is wrong, of every field that cannot be read. @returns undefined where there is one */
  read(): ComputeRequest | undefined {
    const [parameters, inputs] = [this.#values(this.#parameters), this.#values(this.#inputs)];
    if (parameters === undefined || inputs === undefined) return undefined;
    return { operation: this.#operation.name, parameters, inputs: inputs as Record<string, TensorInput> };
  }

  /** Shows an executor's complaint at the field that it is about. @returns whether there is one */
  complain(path: string, message: string): boolean {
    const found = [...this.#parameters, ...this.#inputs].find(
      ([, field]) => path === field.path || path.startsWith(`${field.path}.`) || path.startsWith(`${field.path}[`),
    );
    found?.[1].complain(`${path.slice(found[1].path.length + 1)} ${message}`.trim());
    return found !== undefined;
  }

  #values(fields: Fields): Record<string, unknown> | undefined {
    const values: Record<string, unknown> = {};
    let wrong = false;
    for (const [name, field] of fields) {
      field.complain(undefined);
      try {
        const value = field.read();
        if (value !== undefined) values[name] = value;
      } catch (error) {
        if (!(error instanceof FieldError)) throw error;
        field.complain(error.message);
        wrong = true;
      }
    }
    return wrong ? undefined : values;
  }
}

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

function labelled(
  text: string,
  control: Control,
  hint: string,
): { readonly root: HTMLElement; complain(message: string | undefined): void } {
  const id = `field-${++serial}`;
  control.id = id;
  const problem = element('span', { id: `${id}-problem`, class: 'field-problem small', role: 'alert' });
  const help = element('span', { id: `${id}-hint`, class: 'muted small' }, hint);
  control.setAttribute('aria-describedby', `${id}-problem ${id}-hint`);
  return {
    root: element('div', { class: 'field' }, element('label', { for: id }, text), control, problem, help),
    complain: (message) => {
      problem.textContent = message ?? '';
      if (message === undefined) control.removeAttribute('aria-invalid');
      else control.setAttribute('aria-invalid', 'true');
    },
  };
}

const options = (choices: readonly (readonly [value: string, text: string])[]) =>
  choices.map(([value, text]) => element('option', { value }, text));

function parameterField(spec: ParameterSpec): Field {
  const path = `parameters.${spec.name}`;
  const control = controlOf(spec);
  const field = labelled(spec.name + (spec.unit === '' ? '' : ` (${spec.unit})`), control, hintOf(spec));
  return {
    ...field,
    path,
    read: () => (control.value === '' ? undefined : parse(spec, control.value, path)),
  };
}

function controlOf({ kind, choices, presence }: ParameterSpec): Control {
  const open =
    presence.tag === 'required' ? [] : [['', presence.tag === 'default' ? `default: ${shownDefault(presence.val)}` : 'not given'] as const];
  if (kind === 'boolean') return element('select', {}, ...options([...open, ['true', 'true'], ['false', 'false']]));
  if (kind === 'text' && choices.length > 0)
    return element('select', {}, ...options([...open, ...choices.map((choice) => [choice, choice] as const)]));
  const placeholder = open[0]?.[1] ?? '';
  if (kind === 'json' || kind === 'texts') return element('textarea', { rows: 3, placeholder });
  return element('input', { type: 'text', autocomplete: 'off', placeholder, inputmode: kind === 'text' ? 'text' : 'decimal' });
}

function shownDefault({ val }: { readonly val: unknown }): string {
  return ArrayBuffer.isView(val) || Array.isArray(val) ? Array.from(val as ArrayLike<unknown>, String).join(', ') : String(val);
}

function hintOf({ summary, kind, minimum, maximum, presence }: ParameterSpec): string {
  const range = [...(minimum === undefined ? [] : [`at least ${minimum}`]), ...(maximum === undefined ? [] : [`at most ${maximum}`])].join(
    ', ',
  );
  const form = { texts: 'One a line.', numbers: 'Numbers with commas.', json: 'JSON.', integer: '', number: '', text: '', boolean: '' }[
    kind
  ];
  return [summary, range === '' ? '' : `${range[0]!.toUpperCase()}${range.slice(1)}.`, form, presence.tag === 'required' ? 'Required.' : '']
    .filter((text) => text !== '')
    .join(' ');
}

function parse({ kind }: ParameterSpec, text: string, path: string): unknown {
  switch (kind) {
    case 'boolean':
      return text === 'true';
    case 'integer':
      if (!/^\s*[+-]?\d+\s*$/.test(text)) throw new FieldError(path, `must be a whole number, is “${text}”`);
      return Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text.trim());
    case 'number': {
      const [number] = parseNumbers(text, path);
      return number;
    }
    case 'numbers':
      return parseNumbers(text, path);
    case 'text':
      return text;
    case 'texts':
      return text.split('\n');
    case 'json':
      try {
        return JSON.parse(text);
      } catch (error) {
        throw new FieldError(path, `must be JSON: ${(error as Error).message}`);
      }
  }
}

const sizeOf = (dimension: Dimension) => (dimension.tag === 'fixed' ? dimension.val : usualSize);
const nameOf = (dimension: Dimension) => String(dimension.val);

function tensorField({ name, summary, types, dimensions, unit, always }: Port): Field {
  const path = `inputs.${name}`;
  const shape = element('input', {
    type: 'text',
    inputmode: 'numeric',
    autocomplete: 'off',
    value: (dimensions?.map(sizeOf) ?? [usualSize]).join(', '),
  });
  const offered = types.length === 0 ? allTypes : types;
  const type = element('select', {}, ...options(offered.map((one) => [one, one])));
  const fill = element(
    'select',
    {},
    ...options([...(always ? [] : [['', 'not given'] as const]), ...fills.map((one) => [one, one] as const)]),
  );
  const numbers = element('textarea', { rows: 3, placeholder: '1, 2, 3' });
  const axes = dimensions === undefined ? 'Any size.' : `[${dimensions.map(nameOf).join(', ')}]; axes of one name are of one size.`;
  const parts = {
    shape: labelled('Size', shape, axes),
    type: labelled('Elements', type, ''),
    fill: labelled('Filled with', fill, ''),
    numbers: labelled('Numbers', numbers, 'In the order of rows; of complex ones, real and imaginary parts.'),
  };
  const show = () => {
    parts.numbers.root.hidden = fill.value !== 'these numbers';
    for (const part of [parts.shape, parts.type]) part.root.hidden = fill.value === '';
  };
  fill.addEventListener('change', show);
  show();
  const root = element(
    'fieldset',
    { class: 'tensor' },
    element('legend', {}, name + (unit === '' ? '' : ` (${unit})`)),
    element('p', { class: 'muted small' }, summary),
    element('div', { class: 'tensor-parts' }, parts.fill.root, parts.shape.root, parts.type.root, parts.numbers.root),
  );
  return {
    root,
    path,
    read: () => {
      if (fill.value === '') return undefined;
      const given = fill.value === 'these numbers' ? parseNumbers(numbers.value, path) : [];
      return makeTensor(type.value as TensorType, parseShape(shape.value, path), fill.value as Fill, given, path);
    },
    complain: (message) => {
      const which =
        message !== undefined && fill.value === 'these numbers' && !message.startsWith('dimensions') ? parts.numbers : parts.shape;
      for (const part of Object.values(parts)) part.complain(part === which ? message : undefined);
    },
  };
}
