import fs from 'node:fs';
import { ml } from '../index.js';

export type Value =
  | { tag: 'boolean'; val: boolean }
  | { tag: 'integer'; val: bigint }
  | { tag: 'number'; val: number }
  | { tag: 'text'; val: string };

export interface WireTensor {
  readonly dimensions: Uint32Array;
  readonly type: string;
  readonly data: Uint8Array;
}

/** A request, name by name; lists where an order or a repetition matters. */
export interface Request {
  readonly parameters?: readonly (readonly [string, Value])[];
  readonly inputs?: readonly (readonly [string, WireTensor])[];
}

interface Executor {
  name(): string;
  version(): string;
  operations(): readonly { readonly name: string }[];
  execute(request: unknown): {
    values: { name: string; value: Value }[];
    outputs: { name: string; tensor: WireTensor }[];
  };
}

type Instantiate = (
  getCoreModule: (name: string) => WebAssembly.Module,
  imports: object,
  instantiateCore: (module: WebAssembly.Module, imports: WebAssembly.Imports) => WebAssembly.Instance,
) => Record<string, unknown>;

/** A fresh instance of one build, behind jco's glue. */
export class Component {
  readonly executor: Executor;
  readonly memory: WebAssembly.Memory;

  constructor(instantiate: Instantiate, modules: ReadonlyMap<string, WebAssembly.Module>) {
    let memory: unknown;
    const instantiateCore = (module: WebAssembly.Module, imports: WebAssembly.Imports) => {
      const instance = new WebAssembly.Instance(module, imports);
      memory ??= instance.exports['memory'];
      return instance;
    };
    const root = instantiate((name) => modules.get(name)!, {}, instantiateCore);
    this.executor = root['polyray:compute/executor@0.1.0'] as Executor;
    this.memory = memory as WebAssembly.Memory;
  }

  /** @throws what jco throws for an error: an Error whose `payload` is the error code */
  execute(operation: string, { parameters = [], inputs = [] }: Request = {}) {
    const { values, outputs } = this.executor.execute({
      operation,
      parameters: parameters.map(([name, value]) => ({ name, value })),
      inputs: inputs.map(([name, tensor]) => ({ name, tensor })),
    });
    return {
      values: Object.fromEntries(values.map(({ name, value }) => [name, value.val])),
      outputs: Object.fromEntries(
        outputs.map(({ name, tensor: { dimensions, data } }) => [
          name,
          { dimensions: [...dimensions], data: new Float32Array(data.buffer, data.byteOffset, data.byteLength / 4) },
        ]),
      ),
    };
  }

  /** The error code that a request is answered with. */
  refusal(operation: string, request: Request): unknown {
    try {
      this.execute(operation, request);
    } catch (error) {
      return (error as { payload?: unknown }).payload ?? error;
    }
    return undefined;
  }
}

export const text = (val: string): Value => ({ tag: 'text', val });

/** An fp32 tensor. */
export function tensor(data: ArrayLike<number>, ...dimensions: number[]): WireTensor {
  return { dimensions: Uint32Array.from(dimensions), type: 'fp32', data: new Uint8Array(Float32Array.from(data).buffer) };
}

/** Both builds, by the feature that tells them apart. */
export const builds = await Promise.all(
  ml.builds.map(async ({ features, glue, core }) => {
    const { instantiate } = (await import(glue.href)) as { instantiate: Instantiate };
    const modules = new Map(Object.entries(core).map(([name, url]) => [name, new WebAssembly.Module(fs.readFileSync(url))]));
    return [features.at(-1)!, () => new Component(instantiate, modules)] as const;
  }),
);
