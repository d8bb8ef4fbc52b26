import { InvalidComponentError } from '../errors.ts';
import { contractPackage, contractVersion } from '../executor/contract.ts';
import { BinaryFormatError } from './binary-reader.ts';
import { type ComponentLayout, type FileLayout, readFileLayout } from './component-layout.ts';
import { type InterfaceShape, shapeDifference } from './contract-shape.ts';
import { contractShapes } from './generated/contract-shapes.ts';

const executorInterface = `${contractPackage}/executor@${contractVersion}`;
const wanted = `a component that exports ${executorInterface}`;

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
  if (fault !== undefined) throw new InvalidComponentError(source, fault.fault, fault.found, wanted);
  return file.layout;
}

function exportFault({ exports }: ComponentLayout) {
  const names = exports.map(({ name }) => name);
  if (exports.some(({ name, kind }) => name === executorInterface && kind === 'instance')) return undefined;
  const ours = names.filter((name) => name.startsWith(`${contractPackage}/`));
  const found = `a component that exports ${names.length === 0 ? 'nothing' : shorten(ours.length > 0 ? ours : names)}`;
  const other = ours.some((name) => !name.endsWith(`@${contractVersion}`));
  return { fault: ours.length === 0 ? 'other-package' : other ? 'other-version' : 'missing-export', found } as const;
}

function shorten(names: readonly string[]): string {
  const some = names.slice(0, 5).map((name) => (name.length > 100 ? `${name.slice(0, 100)}…` : name));
  return names.length > 5 ? `${some.join(', ')} and ${names.length - 5} more` : some.join(', ');
}

/**
 * Whether the contract's interfaces are in this component what they are here: a component may name them and mean others.
 *
 * @throws {InvalidComponentError}
 */
export function checkShapes(source: string, shapes: Readonly<Record<string, InterfaceShape>>): void {
  for (const [name, expected] of Object.entries(contractShapes)) {
    const found = shapes[name];
    if (found === undefined) continue;
    const difference = shapeDifference(found, expected);
    if (difference === undefined) continue;
    const place = `${contractPackage}/${name}@${contractVersion}`;
    const what = (item: string | undefined) => `${place} with ${item === undefined ? 'nothing of that name' : `"${item}"`}`;
    throw new InvalidComponentError(source, 'other-types', what(difference.found), what(difference.expected));
  }
}
