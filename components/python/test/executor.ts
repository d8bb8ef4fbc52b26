import fs from 'node:fs';
import type { ErrorCode, ExecuteRequest, ExecuteResponse, NamedValue, Operation, TensorType } from '../../../runtime/executor/contract.ts';
import makeImports from '../host/interpreter.js';
import { python } from '../index.js';

/** The built component over an interpreter of its own. */
export interface Executor {
  name(): string;
  version(): string;
  operations(): Operation[];
  execute(request: ExecuteRequest): ExecuteResponse;
}

type Instantiate = (
  getCoreModule: (name: string) => WebAssembly.Module,
  imports: object,
  instantiateCore?: (module: WebAssembly.Module, imports: WebAssembly.Imports) => WebAssembly.Instance,
) => Record<string, unknown>;

/** The component over any interpreter, and the memory of its core. */
export async function instantiate(imports: object): Promise<{ executor: Executor; memory: WebAssembly.Memory }> {
  const [build] = python.builds;
  const glue = (await import(/* @vite-ignore */ build!.glue.href)) as { instantiate: Instantiate };
  let memory: WebAssembly.Memory | undefined;
  const root = glue.instantiate(
    (name) => new WebAssembly.Module(fs.readFileSync(build!.core[name]!)),
    imports,
    (module, given) => {
      const instance = new WebAssembly.Instance(module, given);
      memory ??= instance.exports['memory'] as WebAssembly.Memory | undefined;
      return instance;
    },
  );
  return { executor: root['polyray:compute/executor@0.1.0'] as Executor, memory: memory! };
}

/** The component over Python. */
export async function startPython(options = python.options): Promise<Executor> {
  return (await instantiate(await makeImports(options as Parameters<typeof makeImports>[0]))).executor;
}

/** A tensor in the contract's form. */
export function tensor(type: TensorType, dimensions: readonly number[], data: ArrayBufferView) {
  return { type, dimensions: Uint32Array.from(dimensions), data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}

export interface Call {
  readonly function?: string;
  readonly arguments?: unknown;
  readonly inputs?: Readonly<Record<string, ReturnType<typeof tensor>>>;
}

/** A request for `run`. */
export function runRequest(source: string, call: Call = {}): ExecuteRequest {
  const parameters: NamedValue[] = [{ name: 'source', value: { tag: 'text', val: source } }];
  if (call.function !== undefined) parameters.push({ name: 'function', value: { tag: 'text', val: call.function } });
  if (call.arguments !== undefined) parameters.push({ name: 'arguments', value: { tag: 'json', val: JSON.stringify(call.arguments) } });
  return { operation: 'run', parameters, inputs: Object.entries(call.inputs ?? {}).map(([name, each]) => ({ name, tensor: each })) };
}

/** The response taken apart: the result parsed, the outputs by name. */
export function read(response: ExecuteResponse) {
  const value = (name: string) => response.values.find((each) => each.name === name)?.value.val as string;
  const outputs = Object.fromEntries(response.outputs.map((each) => [each.name, each.tensor]));
  return { result: JSON.parse(value('result')) as unknown, stdout: value('stdout'), outputs };
}

/** What a request that must not succeed answers. */
export function refusal(execute: () => unknown): ErrorCode {
  try {
    execute();
  } catch (error) {
    if (error instanceof Error && 'payload' in error) return error.payload as ErrorCode;
    throw error;
  }
  throw new Error('The request succeeded');
}
