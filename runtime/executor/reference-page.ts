import type { Operation, ParameterSpec, Port, ValueSpec } from './contract.ts';
import { toJson } from './json-form.ts';
import { sentence, shapeText } from './typescript-types.ts';
import { defaultOf } from './value-codec.ts';

/** The manual's page about an executor, in Markdown, from nothing but its declarations. */
export function referencePage(name: string, version: string, operations: readonly Operation[]): string {
  const list = operations.map((operation) => `- [\`${operation.name}\`](#${operation.name.replaceAll(/[^a-z0-9-]/g, '')})`).join('\n');
  return `# Executor \`${name}\` ${version}\n\n${list}\n\n${operations.map(section).join('\n')}`;
}

function section({ name, summary, parameters, inputs, values, outputs }: Operation): string {
  return [
    `## \`${name}\`\n\n${summary}\n`,
    table('Parameter', ['Kind', 'Default', 'Range', 'Meaning'], parameters, (spec) => [
      spec.kind,
      presence(spec),
      range(spec),
      meaning(spec),
    ]),
    table('Input', ['Types', 'Shape', 'Meaning'], inputs, portCells),
    table('Value', ['Kind', 'Meaning'], values, (spec) => [spec.kind, `${meaning(spec)}${spec.always ? '' : ' Not always given.'}`]),
    table('Output', ['Types', 'Shape', 'Meaning'], outputs, portCells),
  ].join('\n');
}

function table<T extends { readonly name: string }>(
  title: string,
  heads: readonly string[],
  rows: readonly T[],
  cells: (row: T) => readonly string[],
): string {
  if (rows.length === 0) return '';
  const line = (texts: readonly string[]) => `| ${texts.map((text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  const head = [title, ...heads];
  return `${[line(head), line(head.map(() => '---')), ...rows.map((row) => line([`\`${row.name}\``, ...cells(row)]))].join('\n')}\n`;
}

function portCells(port: Port): string[] {
  return [port.types.join(', ') || 'any', shapeText(port) || 'any', `${meaning(port)}${port.always ? '' : ' Optional.'}`];
}

function meaning({ summary, unit }: ParameterSpec | ValueSpec | Port): string {
  return sentence(summary, unit);
}

function presence(spec: ParameterSpec): string {
  const given = defaultOf(spec);
  return given === undefined ? spec.presence.tag : `\`${JSON.stringify(toJson(given))}\``;
}

function range({ minimum, maximum, choices }: ParameterSpec): string {
  if (choices.length > 0) return choices.map((choice) => `\`${JSON.stringify(choice)}\``).join(', ');
  if (minimum === undefined && maximum === undefined) return 'any';
  return `${minimum ?? '-∞'} … ${maximum ?? '∞'}`;
}
