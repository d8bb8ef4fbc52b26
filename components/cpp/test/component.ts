import fs from 'node:fs';
import type { ChainExports, ExecutorExports, NamedTensor, NamedValue, Value } from '../../../runtime/executor/contract.ts';
import { cpp } from '../index.js';

export interface Component {
  readonly executor: ExecutorExports;
  readonly chain: ChainExports;
  /** Of the core module that does the work. */
  readonly memory: WebAssembly.Memory;
}

type Instantiate = (
  getCoreModule: (name: string) => WebAssembly.Module,
  imports: object,
  instantiateCore: (module: WebAssembly.Module, imports: WebAssembly.Imports) => WebAssembly.Instance,
) => Omit<Component, 'memory'>;

const [build] = cpp.builds;
const { instantiate } = (await import(build!.glue.href)) as { instantiate: Instantiate };
const modules = new Map(Object.entries(build!.core).map(([name, url]) => [name, fs.readFileSync(url)]));

/** A fresh instance by jco's glue. @param maximumPages its memory's limit, in pages of 64 KiB; default: as built */
export function load(maximumPages?: number): Component {
  let memory: WebAssembly.Memory | undefined;
  const parts = instantiate(
    (name) => new WebAssembly.Module(limited(modules.get(name)!, maximumPages)),
    {},
    (module, imports) => {
      const instance = new WebAssembly.Instance(module, imports);
      memory ??= instance.exports['memory'] as WebAssembly.Memory;
      return instance;
    },
  );
  return { executor: parts.executor, chain: parts.chain, memory: memory! };
}

/** The module with another limit in its memory section, written in as many bytes as the old one. */
function limited(module: Uint8Array<ArrayBuffer>, pages: number | undefined): Uint8Array<ArrayBuffer> {
  if (pages === undefined) return module;
  const bytes = module.slice();
  const leb = (at: number): [value: number, end: number] => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!;
      value |= (byte & 127) << shift;
      if (byte < 128) return [value, at];
    }
  };
  for (let at = 8; at < bytes.length; ) {
    const section = bytes[at];
    const [size, content] = leb(at + 1);
    if (section === 5) {
      // after the count of memories, the flags and the initial size
      const [, maximumAt] = leb(content + 2);
      const [, end] = leb(maximumAt);
      for (let i = maximumAt, rest = pages; i < end; i++, rest >>>= 7) bytes[i] = (rest & 127) | (i < end - 1 ? 128 : 0);
      return bytes;
    }
    at = content + size;
  }
  return bytes;
}

/** What `execute` or `run` threw, as its payload. */
export function errorOf(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) throw error;
    return (error as { payload: unknown }).payload;
  }
  throw new Error('The call succeeded');
}

export type Plain = boolean | number | bigint | string | Float64Array;

/** A parameter as the contract carries it: bigint for an integer, Float64Array for `numbers`. */
function plainValue(value: Plain): Value {
  if (typeof value === 'boolean') return { tag: 'boolean', val: value };
  if (typeof value === 'bigint') return { tag: 'integer', val: value };
  if (typeof value === 'number') return { tag: 'number', val: value };
  return typeof value === 'string' ? { tag: 'text', val: value } : { tag: 'numbers', val: value };
}

export function parametersOf(values: Record<string, Plain>): NamedValue[] {
  return Object.entries(values).map(([name, value]) => ({ name, value: plainValue(value) }));
}

/** A tensor whose type is the array's, or the complex type of the same precision. */
export function tensorOf(name: string, data: Float64Array | Float32Array, dimensions: number[], complex = false): NamedTensor {
  const wide = data instanceof Float64Array;
  const type = complex ? (wide ? 'complex128' : 'complex64') : wide ? 'fp64' : 'fp32';
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { name, tensor: { type, dimensions: Uint32Array.from(dimensions), data: bytes } };
}

/** An output's numbers; pairs where it is complex. */
export function numbersOf(response: { outputs: readonly NamedTensor[] }, name: string): Float64Array | Float32Array {
  const { type, data } = response.outputs.find((output) => output.name === name)!.tensor;
  const bytes = data.slice().buffer;
  return type === 'fp64' || type === 'complex128' ? new Float64Array(bytes) : new Float32Array(bytes);
}
