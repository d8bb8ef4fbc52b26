import type { Id } from '../../coordinator/events.ts';
import type { Pyodide, PyProxy } from '../interpreter-module.ts';
import { NumberedRef } from '../numbered-ref.ts';
import { PythonValue } from '../python-value.ts';
import type { PythonWindow } from '../python-window.ts';
import { type Mentions, writePickle } from '../write-pickle.ts';

/** Says of what JavaScript gives Python what in it is a reference. */
const mentions: Mentions = {
  kindOf: (value) => (value instanceof NumberedRef ? { handleOf: value.extra === undefined ? undefined : String(value.extra) } : undefined),
};

/** A value on its way to Python that does not fit in the window. */
class Large {
  readonly data: Uint8Array;
  readonly kinds: string;
  readonly #value: PythonValue;

  constructor(value: PythonValue) {
    this.data = value.data;
    this.kinds = value.kinds;
    this.#value = value;
  }

  get mentions(): boolean {
    return this.#value.refs.length > 0;
  }

  get refs(): Id[] {
    return this.#value.refs.map((ref) => (ref as NumberedRef).id);
  }

  buffer(index: number): Uint8Array {
    return this.#value.buffers[index]!;
  }
}

/** Any value as Python takes it. */
export function pythonic(value: unknown): PythonValue {
  return value instanceof PythonValue ? value : writePickle(value, mentions);
}

/** Values between the two languages: small ones through the window, others one by one. */
export class Transfer {
  readonly #python: Pyodide;
  /** `_miniray_core.task.add`: a value that passed through JavaScript would lose the difference between 1 and 1.0. */
  readonly #add: PyProxy;
  readonly #window: PythonWindow;
  #large: Large | undefined;

  constructor(python: Pyodide, add: PyProxy, window: PythonWindow) {
    this.#python = python;
    this.#add = add;
    this.#window = window;
  }

  /** What was laid and did not fit in the window. */
  fetch(): Large | undefined {
    const large = this.#large;
    this.#large = undefined;
    return large;
  }

  /** Lays a value where Python looks for it. @returns what Python's `unpack` takes */
  lay(value: PythonValue): number {
    if (value.buffers.length === 0 && value.refs.length === 0 && this.#window.lay(value.data)) return value.data.byteLength;
    this.#large = new Large(value);
    return -1;
  }

  /** The values of arguments that were references, as a Python list. */
  dependencies(values: readonly unknown[]): unknown {
    const list = this.#python.toPy([]);
    for (const value of values) this.#add(list, this.lay(pythonic(value)));
    return list;
  }

  /** Reads what Python packed, uses it, and lets Python have its memory back. */
  using<T>(packed: PyProxy, use: (value: PythonValue) => T): T {
    const [data, kinds, buffers, numbers, classes] = packed.toJs({ depth: 1 }) as [PyProxy, string, PyProxy, PyProxy, PyProxy];
    const list = buffers.toJs({ depth: 1 }) as PyProxy[];
    const views = [data, ...list].map((one) => one.getBuffer('u8'));
    try {
      const extras = classes.toJs() as (string | undefined)[];
      const refs = (numbers.toJs() as Id[]).map((id, i) => new NumberedRef(id, extras[i]));
      const [bytes, ...rest] = views.map((view) => view.data);
      return use(new PythonValue(bytes!, kinds, rest, refs));
    } finally {
      for (const view of views) view.release();
      for (const proxy of [data, ...list, buffers, numbers, classes, packed]) proxy.destroy();
    }
  }

  /** The same of what lies in the window, or is packed. */
  with<T>(size: number, large: PyProxy | undefined, use: (value: PythonValue) => T): T {
    return large === undefined ? use(new PythonValue(this.#window.copy(size))) : this.using(large, use);
  }

  /** Numbers of objects, which Python gives as an array of doubles. */
  numbers(proxy: PyProxy): Id[] {
    const buffer = proxy.getBuffer('u8');
    const { data } = buffer;
    const numbers = Array.from(new Float64Array(data.slice().buffer));
    buffer.release();
    return numbers;
  }
}
