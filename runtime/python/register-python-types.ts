import { registerType } from '../codec/registered-types.ts';
import { PythonError, type PythonErrorParts } from './python-error.ts';
import { PythonCall, PythonValue } from './python-value.ts';
import { readPickle } from './read-pickle.ts';

type Plain = Uint8Array | readonly [Uint8Array, string, readonly Uint8Array[], readonly object[]];

function toPlain({ data, kinds, buffers, refs }: PythonValue): Plain {
  return buffers.length === 0 && refs.length === 0 ? data : [data, kinds, buffers, refs];
}

function partsOf(plain: Plain): PythonValue {
  return plain instanceof Uint8Array ? new PythonValue(plain) : new PythonValue(...plain);
}

let registered = false;
let inPython = false;

/** Says that this thread is an interpreter's: what Python made stays as it is. */
export function keepPythonValues(): void {
  inPython = true;
}

/** Lets this thread take what Python makes: for every thread of a runtime that has Python. */
export function registerPythonTypes(): void {
  if (registered) return;
  registered = true;
  registerType<PythonError, PythonErrorParts>({
    name: 'polyray.python-error',
    class: PythonError,
    toPlain: ({ names, message, traceback, pickled }) => ({ names, message, traceback, pickled }),
    fromPlain: (plain) => new PythonError(plain),
  });
  registerType<PythonValue, Plain>({
    name: 'polyray.python',
    class: PythonValue,
    toPlain,
    fromPlain: (plain) => {
      const value = partsOf(plain);
      return (inPython ? value : readPickle(value)) as PythonValue;
    },
  });
  registerType<PythonCall, Plain>({
    name: 'polyray.python-call',
    class: PythonCall,
    toPlain,
    fromPlain: (plain) => {
      const { data, kinds, buffers, refs } = partsOf(plain);
      return new PythonCall(data, kinds, buffers, refs);
    },
  });
}
