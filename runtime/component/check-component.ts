import { InvalidComponentError } from '../errors.ts';
import { contractPackage, contractVersion } from '../executor/contract.ts';
import { compatibleVersions, executorVersion, interfaceName, isCompatible } from '../executor/contract-version.ts';
import { BinaryFormatError } from './binary-reader.ts';
import { type ComponentLayout, type FileLayout, readFileLayout } from './component-layout.ts';
import { type InterfaceShape, shapeDifference } from './contract-shape.ts';
import { contractShapes } from './generated/contract-shapes.ts';
import { printableNames } from './printable-name.ts';

const wanted = `a component that exports ${interfaceName('executor', contractVersion)}`;

/**
 * The outline of what can be an executor's component by its outside.
 *
 * @param source as errors name it
 * @throws {InvalidComponentError}
 */
export function checkLayout(source: string, bytes: Uint8Array): ComponentLayout {
  let file: FileLayout;
  try {
    file = readFileLayout(bytes);
  } catch (cause) {
    if (!(cause instanceof BinaryFormatError)) throw cause;
    throw new InvalidComponentError(source, 'malformed', `a damaged component: ${cause.message}`, 'a whole one', { cause });
  }
  if (file.kind === 'other') throw new InvalidComponentError(source, 'not-wasm', file.description, 'a WebAssembly component');
  if (file.kind === 'module') {
    const expected = 'a component, as `componentNew` of jco or `wasm-tools component new` make of one';
    throw new InvalidComponentError(source, 'core-module', 'a core module', expected);
  }
  if (file.kind === 'wit') throw new InvalidComponentError(source, 'wit-package', `the WIT of ${file.package} and no code`, wanted);
  const fault = exportFault(file.layout);
  if (fault !== undefined) {
    const expected = fault.fault === 'other-version' ? `${wanted}, or another ${compatibleVersions}` : wanted;
    throw new InvalidComponentError(source, fault.fault, fault.found, expected);
  }
  const { unprintable } = file.layout;
  if (unprintable !== undefined) throw new InvalidComponentError(source, 'unsafe-name', `a component whose ${unprintable}`, printableNames);
  return file.layout;
}

function exportFault({ exports }: ComponentLayout) {
  const names = exports.map(({ name }) => name);
  if (executorVersion(exports.flatMap(({ name, kind }) => (kind === 'instance' ? name : []))) !== undefined) return undefined;
  const ours = names.filter((name) => name.startsWith(`${contractPackage}/`));
  const found = `a component that exports ${names.length === 0 ? 'nothing' : shorten(ours.length > 0 ? ours : names)}`;
  const other = ours.some((name) => !isCompatible(name.replace(/^[^@]*@?/, '')));
  return { fault: ours.length === 0 ? 'other-package' : other ? 'other-version' : 'missing-export', found } as const;
}

function shorten(names: readonly string[]): string {
  const some = names.slice(0, 5).map((name) => (name.length > 100 ? `${name.slice(0, 100)}…` : name));
  return names.length > 5 ? `${some.join(', ')} and ${names.length - 5} more` : some.join(', ');
}

/**
 * Whether the contract's interfaces are in this component what they are here: a component may name them and mean others. What
 * another version adds is left alone.
 *
 * @param exports what the component exports
 * @param shapes by what it calls its interfaces
 * @throws {InvalidComponentError}
 */
export function checkShapes(source: string, exports: readonly string[], shapes: Readonly<Record<string, InterfaceShape>>): void {
  const version = executorVersion(exports)!;
  for (const [name, expected] of Object.entries(contractShapes)) {
    const place = interfaceName(name as keyof typeof contractShapes, version);
    if (name === 'chain' && !exports.includes(place)) continue;
    // none: its types have another version, or another interface took their place
    const difference = shapeDifference(shapes[place] ?? [], expected, version !== contractVersion);
    if (difference === undefined) continue;
    const what = (item: string | undefined) => `${place} with ${item === undefined ? 'nothing of that name' : `"${item}"`}`;
    throw new InvalidComponentError(source, 'other-types', what(difference.found), what(difference.expected));
  }
}
