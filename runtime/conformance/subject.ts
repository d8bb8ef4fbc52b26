import type { ChainExports, ExecuteRequest, ExecuteResponse, ExecutorExports, Operation } from '../executor/contract.ts';
import { instantiateComponent } from '../executor/direct/component-instance.ts';
import type { ExecutorPackage } from '../executor/executor-package.ts';
import type { PlainRequest } from '../executor/operation-codec.ts';
import { executorSource, loadExecutor } from '../hub/executor-source.ts';
import { FuelGauge } from '../limits/fuel-gauge.ts';
import { Wasi } from '../wasi/wasi.ts';
import { loadGlue } from '../worker/load-glue.ts';
import type { StartMessage } from '../worker/protocol.ts';

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
  /** Operations that change what later requests find. */
  readonly changing?: readonly string[];
  /** Operations that no request is known for. */
  readonly untried?: readonly string[];
  /** Takes 64 MB in one tensor. Without it, nothing large is tried. */
  readonly large?: PlainRequest & { readonly operation: string };
  /** Set where it has several core modules, which only the glue can call. */
  readonly glueOnly?: boolean;
  /** Is right by its declaration, and has no answer. */
  readonly failing?: PlainRequest & { readonly operation: string };
  /** So many calls must leave memory flat. Default 10 000. */
  readonly calls?: number;
  readonly readBytes: (url: URL) => Promise<Uint8Array<ArrayBuffer>>;
}

/** A subject, whatever reads its bytes: one per file of subjects/. */
export type SubjectRequests = Omit<Subject, 'readBytes'>;

/** What a worker would be sent to start the first build that this engine can run. */
export function startMessage(source: ExecutorPackage, readBytes: Subject['readBytes']): Promise<StartMessage> {
  return loadExecutor(executorSource(0, source.name, source), { readBytes, findFolder: (folder) => folder, variable: () => undefined });
}

/** Instantiates a subject's component here. @throws {Error} where it cannot be called in that way */
export async function loadRaw(subject: Pick<Subject, 'package' | 'readBytes'>, calls: 'direct' | 'glue'): Promise<RawExecutor> {
  const { executor, chain, direct, cores } = await instantiate(subject, calls);
  if (direct !== (calls === 'direct')) throw new Error(`Cannot call "${subject.package.name}" past its glue`);
  const memories = cores.map(({ exports }) => exports['memory']).filter((memory) => memory instanceof WebAssembly.Memory);
  return {
    operations: executor.operations(),
    executor,
    chain,
    execute: (request) => executor.execute(request),
    memoryBytes: () => memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0),
  };
}

/** Whether a component can be called past its glue: other toolchains make several core modules of one. */
export async function callsDirectly(subject: Pick<Subject, 'package' | 'readBytes'>): Promise<boolean> {
  return (await instantiate(subject, 'direct')).direct;
}

async function instantiate({ package: source, readBytes }: Pick<Subject, 'package' | 'readBytes'>, calls: 'direct' | 'glue') {
  const { glue, core, grants } = await startMessage(source, readBytes);
  // what is loaded from bytes is metered
  const gauge = new FuelGauge(() => false);
  return instantiateComponent(await loadGlue(glue), core, await importsOf(source, grants), {
    calls,
    make: (module, imports) => gauge.instantiate(module, imports),
  });
}

/** What it prints is dropped. */
async function importsOf({ imports, options }: ExecutorPackage, grants: StartMessage['grants']): Promise<Record<string, unknown>> {
  if (grants !== undefined) return (await Wasi.load(grants, { mayBlock: true, print: () => {} })).instance().imports;
  if (imports === undefined) return {};
  return ((await import(imports.href)) as { default(options: unknown): Promise<Record<string, unknown>> }).default(options);
}
