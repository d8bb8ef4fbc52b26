import type { ChainExports, ExecuteRequest, ExecuteResponse, ExecutorExports, Operation } from '../../runtime/executor/contract.ts';
import type { ExecutorPackage } from '../../runtime/executor/executor-package.ts';
import type { PlainRequest } from '../../runtime/executor/operation-codec.ts';
import { supportedBuild } from '../../runtime/executor/supported-build.ts';

/** A component in this thread, past the host's checks. */
export interface RawExecutor {
  readonly operations: readonly Operation[];
  readonly executor: ExecutorExports;
  readonly chain: ChainExports | undefined;
  execute(request: ExecuteRequest): ExecuteResponse;
  /** Bytes of linear memory now. */
  memoryBytes(): number;
}

/** An executor and what the suite cannot make up by itself. */
export interface Subject {
  readonly package: ExecutorPackage;
  /** A request that succeeds, for each operation. */
  readonly samples: Readonly<Record<string, PlainRequest>>;
  /** Requests to run before any other, such as those that load a model. */
  readonly setup?: readonly (PlainRequest & { readonly operation: string })[];
  /** Requests to run right before each sample of an operation that uses up what it needs. */
  readonly before?: Readonly<Record<string, PlainRequest & { readonly operation: string }>>;
  /** Takes 64 MB in one tensor. */
  readonly large: PlainRequest & { readonly operation: string };
  /** Is right by its declaration, and has no answer. */
  readonly failing?: PlainRequest & { readonly operation: string };
  readonly readBytes: (url: URL) => Promise<Uint8Array<ArrayBuffer>>;
}

type Instantiate = (
  core: (path: string) => WebAssembly.Module,
  imports: object,
  instantiateCore: (module: WebAssembly.Module, imports: WebAssembly.Imports) => WebAssembly.Instance,
) => Record<string, unknown>;

/** Instantiates a subject's component here. */
export async function loadRaw({ package: source, readBytes }: Subject): Promise<RawExecutor> {
  const build = supportedBuild(source);
  const modules = new Map<string, WebAssembly.Module>();
  for (const [file, url] of Object.entries(build.core)) modules.set(file, await WebAssembly.compile(await readBytes(url)));
  const { instantiate } = (await import(build.glue.href)) as { instantiate: Instantiate };
  const imports =
    source.imports === undefined
      ? {}
      : await ((await import(source.imports.href)) as { default(options: unknown): Promise<object> }).default(source.options);
  const memories: WebAssembly.Memory[] = [];
  const root = instantiate(
    (path) => modules.get(path)!,
    imports,
    (module, wanted) => {
      const instance = new WebAssembly.Instance(module, wanted);
      const { memory } = instance.exports;
      if (memory instanceof WebAssembly.Memory) memories.push(memory);
      return instance;
    },
  );
  const executor = root['polyray:compute/executor@0.1.0'] as ExecutorExports;
  return {
    operations: executor.operations(),
    executor,
    chain: root['polyray:compute/chain@0.1.0'] as ChainExports | undefined,
    execute: (request) => executor.execute(request),
    memoryBytes: () => memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0),
  };
}
