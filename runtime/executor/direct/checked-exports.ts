import { liftExecuteAnswer, liftRunAnswer } from './direct-calls.ts';
import { type CoreInstance, contractFunctions } from './guest-core.ts';
import { GuestMemory } from './guest-memory.ts';

/**
 * A core's exports as the glue gets them: what `execute` and `run` return is read once before the glue reads it, which
 * copies whatever an answer mentions, however often and however much that is.
 *
 * @param cores those that there are by now; one of them has the memory
 * @param responseBytes what an answer may come to
 */
export function checkedExports(own: CoreInstance, cores: readonly CoreInstance[], responseBytes: number): WebAssembly.Exports {
  const { exports } = own;
  if (responseBytes === Number.POSITIVE_INFINITY) return exports;
  const { execute, run } = contractFunctions(exports);
  if (execute.length + run.length === 0) return exports;
  let memory: GuestMemory | undefined;
  const checked = (name: string, lift: typeof liftExecuteAnswer | typeof liftRunAnswer) => {
    const call = exports[name];
    if (typeof call !== 'function') return {};
    const check = (...values: readonly number[]) => {
      const result = call(...values) as number;
      memory ??= memoryOf(own, cores, responseBytes);
      if (memory !== undefined) lift(memory, result >>> 0, true);
      return result;
    };
    return { [name]: check };
  };
  const all = [...execute.map((name) => checked(name, liftExecuteAnswer)), ...run.map((name) => checked(name, liftRunAnswer))];
  return Object.assign({ ...exports }, ...all) as WebAssembly.Exports;
}

/** The core's own memory, or the only one that there is. */
function memoryOf({ exports }: CoreInstance, cores: readonly CoreInstance[], responseBytes: number): GuestMemory | undefined {
  const isMemory = (value: unknown) => value instanceof WebAssembly.Memory;
  const all = [...new Set(cores.flatMap((core) => Object.values(core.exports).filter(isMemory)))];
  const memory = isMemory(exports['memory']) ? exports['memory'] : all.length === 1 ? all[0]! : undefined;
  return memory && new GuestMemory({ memory, realloc: () => 0 }, responseBytes);
}
