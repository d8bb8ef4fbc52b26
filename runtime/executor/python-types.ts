import type { Operation, ParameterSpec, Port, ValueKind, ValueSpec } from './contract.ts';
import { parameterDoc, sentence, shapeText } from './typescript-types.ts';
import { defaultOf } from './value-codec.ts';

/** Words of Python that are no names. */
const keywords = new Set(
  'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield'.split(
    ' ',
  ),
);
/** Methods of tuples, which no field may be called. */
const tupleMethods = new Set(['count', 'index']);
const width = 120;

/** The operations of an executor by the Python module that they belong to: what their names have before the dot. */
export function pythonModules(executor: string, operations: readonly Operation[]): Map<string, Operation[]> {
  const modules = new Map<string, Operation[]>();
  for (const operation of operations) {
    const [group] = operation.name.includes('.') ? operation.name.split('.') : [executor];
    const name = identifier(group!);
    modules.set(name, [...(modules.get(name) ?? []), operation]);
  }
  return modules;
}

/** A Python module of one function per operation, of the package `polyray`. */
export function pythonModuleSource(executor: string, module: string, operations: readonly Operation[]): string {
  const classes = operations.map((operation) => operationSource(executor, operation));
  const body = classes.join('\n\n');
  const typing = ['Any', 'Literal', 'NamedTuple'].filter((name) => new RegExp(`\\b${name}\\b`).test(body));
  const all = operations.flatMap((operation) => {
    const { functionName, className } = namesOf(operation);
    return [`${className}Refs`, `${className}Result`, functionName];
  });
  return `"""${module[0]!.toUpperCase()}${module.slice(1)}: operations of the executor \`${executor}\`."""

from __future__ import annotations

from typing import ${typing.join(', ')}

from _miniray_core import ObjectRef

from ._operation import Operation
from ._tensor import ${/\bTensor\b/.test(body) ? 'Tensor, ' : ''}TensorLike

__all__ = [
${all
  .sort()
  .map((name) => `    ${JSON.stringify(name)},\n`)
  .join('')}]


${body}`;
}

function operationSource(executor: string, operation: Operation): string {
  const { name, inputs, parameters, values, outputs } = operation;
  const { functionName, className } = namesOf(operation);
  distinct(name, [...inputs, ...parameters].map((part) => identifier(part.name)).concat('self', 'timeout'));
  distinct(name, [...outputs, ...values].map((part) => field(part.name)).concat(values.length > 0 ? ['values'] : []));
  const signature = (result: string) => `${signatureOf(operation)}) -> ${result}:`;
  const tuple = (items: readonly string[]) => `(${items.join(', ')}${items.length === 1 ? ',' : ''})`;
  const dictionary = (indent: string, entries: readonly string[]) => {
    const line = `{${entries.join(', ')}}`;
    return line.length <= 72 ? line : `{\n${entries.map((entry) => `${indent}    ${entry},\n`).join('')}${indent}}`;
  };
  const entries = <T extends { readonly name: string }>(parts: readonly T[], text: (part: T) => string) =>
    parts.map((part) => `${JSON.stringify(part.name)}: ${text(part)}`);
  const given = (parts: readonly { readonly name: string }[]) =>
    dictionary(
      ' '.repeat(16),
      entries(parts, ({ name: own }) => identifier(own)),
    );
  const call = (result: string, how: string) => `return ${className}${result}(
            *self.${how}(
                ${given(inputs)},
                ${given(parameters)},
                timeout,
            )
        )`;
  const table = (list: readonly string[]) => dictionary('    ', list);
  return `class ${className}Result(NamedTuple):
    """What \`${functionName}\` gives."""

${fields([...outputs.map(outputField), ...values.map(valueField)])}

class ${className}Refs(NamedTuple):
    """References to what \`${functionName}\` gives: \`Tensor(ref)\` is the tensor, \`miniray.get(ref)\` its elements."""

${fields([
  ...outputs.map((port) => [field(port.name), 'ObjectRef[Any]', portDoc(port)] as const),
  ...(values.length > 0 ? [['values', 'ObjectRef[dict[str, Any]]', `The values by their names: ${quoted(values)}.`] as const] : []),
])}

class _${className}(Operation):
${docstring('    ', operationDoc(operation))}
    __slots__ = ()
    _executor = ${JSON.stringify(executor)}
    _name = ${JSON.stringify(name)}
    _types = ${table(entries(inputs, ({ types }) => tuple(types.map((type) => `"${type}"`))))}
    _kinds = ${table(entries(values, ({ kind }) => `"${kind}"`))}
    _always = ${table(entries(outputs, ({ always }) => (always ? 'True' : 'False')))}

    def __call__(${signature(`${className}Result`)}
${docstring('        ', [operation.summary])}        ${call('Result', '_run')}

    def remote(${signature(`${className}Refs`)}
        """References to what a call gives, which goes on meanwhile."""
        ${call('Refs', '_remote')}


${functionName} = _${className}()
`;
}

function namesOf({ name }: Operation): { readonly functionName: string; readonly className: string } {
  const own = name.slice(name.indexOf('.') + 1);
  const className = own.replaceAll(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return { functionName: identifier(own), className };
}

/** A declared name as Python can spell it. */
function identifier(name: string): string {
  const spelt = name.replaceAll(/[^A-Za-z0-9_]/g, '_').replace(/^(?=\d)/, '_');
  return keywords.has(spelt) ? `${spelt}_` : spelt;
}

function field(name: string): string {
  const spelt = identifier(name).replace(/^_+/, '');
  return tupleMethods.has(spelt) ? `${spelt}_` : spelt;
}

/** @throws {Error} when two things of an operation would be called the same */
function distinct(operation: string, names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new Error(`Cannot make a Python function of "${operation}": two of its parts would be "${twice}"`);
}

function signatureOf({ inputs, parameters }: Operation): string {
  const needed = inputs.filter(({ always }) => always);
  const spare = inputs.filter(({ always }) => !always);
  const parts = [
    'self',
    ...needed.map(({ name }) => `${identifier(name)}: TensorLike`),
    ...spare.map(({ name }) => `${identifier(name)}: TensorLike | None = None`),
    '*',
    ...parameters.map(parameterPart),
    'timeout: float | None = None',
  ];
  return `\n${parts.map((part) => `        ${part},\n`).join('')}    `;
}

function parameterPart(spec: ParameterSpec): string {
  const { name, presence } = spec;
  const type = parameterType(spec);
  if (presence.tag === 'required') return `${identifier(name)}: ${type}`;
  const value = defaultOf(spec);
  const given = value === undefined ? undefined : literal(spec.kind, value);
  return given === undefined ? `${identifier(name)}: ${type} | None = None` : `${identifier(name)}: ${type} = ${given}`;
}

/** Of what has no literal that is safe to share, undefined: the executor knows its default itself. */
function literal(kind: ValueKind, value: unknown): string | undefined {
  if (kind === 'boolean') return value === true ? 'True' : 'False';
  if (kind === 'text') return JSON.stringify(value);
  if (kind === 'integer') return String(value);
  if (kind === 'number' && Number.isFinite(value)) return Number.isInteger(value) ? `${value}.0` : String(value);
  return undefined;
}

function parameterType({ kind, choices }: ParameterSpec): string {
  const text = choices.length > 0 ? `Literal[${choices.map((choice) => JSON.stringify(choice)).join(', ')}]` : 'str';
  if (kind === 'text') return text;
  if (kind === 'texts') return `list[${text}] | tuple[${text}, ...]`;
  return kind === 'numbers' ? 'list[float] | tuple[float, ...] | TensorLike' : valueTypes[kind];
}

const valueTypes: Readonly<Record<ValueKind, string>> = {
  boolean: 'bool',
  integer: 'int',
  number: 'float',
  text: 'str',
  numbers: 'list[float]',
  texts: 'list[str]',
  json: 'Any',
};

type Field = readonly [name: string, type: string, doc: string];

function outputField(port: Port): Field {
  return [field(port.name), optional('Tensor', port.always), portDoc(port)];
}

function valueField(spec: ValueSpec): Field {
  return [field(spec.name), optional(valueTypes[spec.kind], spec.always), sentence(spec.summary, spec.unit)];
}

function optional(type: string, always: boolean): string {
  return always || type === 'Any' ? type : `${type} | None`;
}

function fields(list: readonly Field[]): string {
  if (list.length === 0) return '';
  return list.map(([name, type, doc]) => `    ${name}: ${type}\n${docstring('    ', [doc])}`).join('');
}

function portDoc(port: Port): string {
  const types = `${alternatives(port.types) || 'any type'}${shapeText(port) === '' ? ', any shape' : ` ${shapeText(port)}`}`;
  return `${sentence(port.summary, port.unit)} ${types}.`;
}

/** "a, b or c". */
function alternatives(words: readonly string[]): string {
  return words.join(', ').replace(/, (?=[^,]*$)/, ' or ');
}

/** A default as Python writes it. */
function inPython(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return value === null ? 'None' : JSON.stringify(value);
}

function quoted(parts: readonly { readonly name: string }[]): string {
  return parts.map(({ name }) => `"${name}"`).join(', ');
}

/** What an operation is, takes and gives: a line for each thing. */
function operationDoc({ summary, inputs, parameters, values, outputs }: Operation): string[] {
  const list = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : ['', title, ...lines]);
  return [
    summary,
    ...list(
      'Inputs:',
      inputs.map((port) => `    ${identifier(port.name)}: ${portDoc(port)}${port.always ? '' : ' Optional.'}`),
    ),
    ...list('Parameters:', [
      ...parameters.map((spec) => `    ${identifier(spec.name)}: ${parameterDoc(spec, inPython)}${choicesDoc(spec)}`),
      '    timeout: Seconds after which the work is stopped, waiting included. Default 300.',
    ]),
    ...list('Gives:', [
      ...outputs.map((port) => `    ${field(port.name)}: ${portDoc(port)}${port.always ? '' : ' None where it is not there.'}`),
      ...values.map((spec) => `    ${field(spec.name)}: ${sentence(spec.summary, spec.unit)}`),
    ]),
    '',
    'Raises miniray.exceptions.InvalidRequestError, a ValueError that names the place.',
  ];
}

function choicesDoc({ choices }: ParameterSpec): string {
  return choices.length === 0 ? '' : ` One of ${choices.map((choice) => JSON.stringify(choice)).join(', ')}.`;
}

function docstring(indent: string, lines: readonly string[]): string {
  const escaped = lines.map((line) => line.replaceAll('\\', '\\\\').replaceAll('"""', '\\"\\"\\"').replaceAll('\n', ' '));
  const text = escaped.map((line) => wrapped(indent, line)).join('\n');
  const closing = lines.length > 1 ? `\n${indent}` : '';
  return `${indent}"""${text.trimStart().replace(/"$/, '\\"')}${closing}"""\n`;
}

/** A line broken between words; what follows is indented below its first word. */
function wrapped(indent: string, line: string): string {
  if (line === '') return '';
  const own = /^ */.exec(line)![0];
  const below = indent + own + (own === '' ? '' : '    ');
  const out: string[] = [];
  let row = indent + own;
  for (const word of line.trim().split(' ')) {
    const joined = row.trim() === '' ? row + word : `${row} ${word}`;
    if (joined.length + (out.length === 0 ? 3 : 0) > width && row.trim() !== '') {
      out.push(row);
      row = below + word;
    } else row = joined;
  }
  return [...out, row].join('\n');
}
