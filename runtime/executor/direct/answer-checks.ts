import { GuestMemory } from './guest-memory.ts';

type CoreFunction = (...values: unknown[]) => unknown;

/** What the glue is about to be asked, and how its answer is measured. */
export interface Question {
  /** Of the core function that answers. */
  readonly parameters: number;
  /** What the answer may come to. */
  readonly bytes: number;
  /** Reads whatever the glue will copy of the answer at an address. @throws where that is no answer, or too much */
  readonly measure: (memory: GuestMemory, result: number) => unknown;
}

/**
 * Stands between a component's glue and its cores, and reads each answer once before the glue does, which copies whatever an
 * answer mentions, however often and however much that is. Names are the component's to choose, so none is looked for: what
 * answers is the function with so many parameters that the glue calls, and the answer lies in the memory that it reads next.
 */
export class AnswerChecks {
  /** What cores export, by what the glue has in its place. */
  readonly #originals = new WeakMap<object, WebAssembly.ExportValue>();
  #question: Question | undefined;
  /** The answer that the glue has not read yet. */
  #result: number | undefined;
  #measured = false;
  /** Of calls into cores: an adapter's glue lies between some. */
  #depth = 0;

  /** A core's exports, for the glue. */
  exports(exports: WebAssembly.Exports): WebAssembly.Exports {
    const watched = Object.entries(exports).map(([name, value]) => {
      const shown =
        typeof value === 'function'
          ? this.#function(value as CoreFunction)
          : value instanceof WebAssembly.Memory
            ? this.#memory(value)
            : value;
      if (shown !== value) this.#originals.set(shown, value);
      return [name, shown] as const;
    });
    return Object.fromEntries(watched);
  }

  /** What the glue gives a core, of what it was given of others. */
  imports(wanted: WebAssembly.Imports = {}): WebAssembly.Imports {
    const original = (value: WebAssembly.ImportValue) => this.#originals.get(value as object) ?? value;
    const from = (items: WebAssembly.ModuleImports) =>
      Object.fromEntries(Object.entries(items).map(([name, value]) => [name, original(value)]));
    return Object.fromEntries(Object.entries(wanted).map(([module, items]) => [module, from(items)]));
  }

  /** @throws Error where the glue did not read the answer as it was expected to */
  ask<T>(question: Question, call: () => T): T {
    this.#question = question;
    this.#measured = false;
    try {
      const answer = call();
      if (!this.#measured) throw new Error('it answers in a way in which answers cannot be measured');
      return answer;
    } finally {
      this.#question = undefined;
      this.#result = undefined;
    }
  }

  #function(call: CoreFunction): CoreFunction {
    return (...values) => {
      this.#result = undefined;
      this.#depth++;
      let result: unknown;
      try {
        result = call(...values);
      } finally {
        this.#depth--;
      }
      if (this.#depth === 0 && call.length === this.#question?.parameters) this.#result = (result as number) >>> 0;
      return result;
    };
  }

  #memory(memory: WebAssembly.Memory): WebAssembly.Memory {
    const measure = () => this.#measure(memory);
    const watched = {
      get buffer() {
        measure();
        return memory.buffer;
      },
    };
    return watched as WebAssembly.Memory;
  }

  #measure(memory: WebAssembly.Memory): void {
    if (this.#question === undefined || this.#result === undefined) return;
    const { measure, bytes } = this.#question;
    const result = this.#result;
    this.#result = undefined;
    this.#measured = true;
    measure(new GuestMemory({ memory, realloc: () => 0 }, bytes), result);
  }
}
