import { Dependency } from '../../codec/dependency.ts';
import { PythonCall, type PythonValue } from '../python-value.ts';

/** Arguments of a task from Python: the call as pickled, and a place for each of the references in it. */
export function argumentsOf({ data, kinds, buffers, refs }: PythonValue, count: number): unknown[] {
  return [new PythonCall(data, kinds, buffers, refs), ...Array.from({ length: count }, (_, i) => new Dependency(i))];
}
