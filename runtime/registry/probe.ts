import type { Executor } from '../executor/executor.ts';
import type { ComputeRequest, ComputeResponse } from '../executor/request-types.ts';

/** A request that a new version has to answer before it is given any other. */
export interface Probe extends ComputeRequest {
  /** Default 30 000. */
  readonly timeoutMs?: number;
  /**
   * What the answer has to be: all of these values and outputs, each exactly; or a function that says so, or throws. Default:
   * any answer will do.
   */
  readonly expected?:
    | { readonly values?: Readonly<Record<string, unknown>>; readonly outputs?: Readonly<Record<string, ExpectedTensor>> }
    | ((response: ComputeResponse) => unknown);
}

/** A tensor that an answer must hold. */
export interface ExpectedTensor {
  readonly type?: string;
  readonly dimensions?: readonly number[];
  readonly data: ArrayLike<unknown>;
}

/** @returns what is wrong with the answer; undefined: nothing */
export async function probe(executor: Executor, request: Probe, signal: AbortSignal): Promise<string | undefined> {
  const { timeoutMs = 30_000, expected, ...rest } = request;
  const response = await executor.execute(rest, { timeoutMs, signal });
  if (typeof expected === 'function') {
    const verdict = await expected(response);
    return verdict === false ? 'its answer is not the one that was expected' : undefined;
  }
  for (const [name, value] of Object.entries(expected?.values ?? {})) {
    if (!isSame(response.values[name], value)) return `values.${name} is not what was expected`;
  }
  for (const [name, tensor] of Object.entries(expected?.outputs ?? {})) {
    const found = response.outputs[name];
    if (found === undefined) return `outputs.${name} is not there`;
    for (const part of ['type', 'dimensions', 'data'] as const) {
      if (tensor[part] !== undefined && !isSame(found[part], tensor[part])) return `outputs.${name}.${part} is not what was expected`;
    }
  }
  return undefined;
}

/** Values that an executor may give: scalars, and lists of them. */
function isSame(found: unknown, expected: unknown): boolean {
  if (Object.is(found, expected)) return true;
  if (typeof found !== 'object' || typeof expected !== 'object' || found === null || expected === null) return false;
  const [a, b] = [found as ArrayLike<unknown>, expected as ArrayLike<unknown>];
  if (typeof a.length !== 'number' || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}
