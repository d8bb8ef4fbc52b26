import { ArgumentPlace } from './pickle-parts.ts';
import { PythonCall } from './python-value.ts';
import { readPickle } from './read-pickle.ts';

/** The arguments of a call as JavaScript takes them, whoever made it. @throws {TypeError} for arguments by name */
export function expandCall(args: unknown[]): unknown[] {
  const [first, ...values] = args;
  if (!(first instanceof PythonCall)) return args;
  const [given, named] = readPickle(first) as [unknown[], Record<string, unknown>];
  const [name] = Object.keys(named);
  if (name !== undefined) throw new TypeError(`Cannot pass "${name}" by name: JavaScript takes arguments by their place`);
  return given.map((value) => (value instanceof ArgumentPlace ? values[value.index] : value));
}
