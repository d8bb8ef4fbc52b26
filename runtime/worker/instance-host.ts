import {
  type ChainExports,
  type ChainResponse,
  contractPackage,
  contractVersion,
  type ErrorCode,
  type ExecuteRequest,
  type ExecuteResponse,
  type ExecutorExports,
} from '../executor/contract.ts';
import type { ChainMessage, StartMessage } from './protocol.ts';

type Exports = Record<string, unknown>;
type Instantiate = (getCoreModule: (path: string) => WebAssembly.Module, imports: Exports) => Exports;

/** The executor's instance died; `cause` is the engine's error. */
export class TrapError extends Error {
  override name = 'TrapError';
}

/** What the executor itself said. */
export class RefusalError extends Error {
  override name = 'RefusalError';
  readonly code: ErrorCode;
  /** The stage of a chain that it concerns. */
  readonly stage: number | undefined;

  constructor(code: ErrorCode, stage?: number) {
    super(code.tag);
    this.code = code;
    this.stage = stage;
  }
}

/**
 * One executor in this thread: makes its instance, makes a fresh one after a trap, and repeats on each fresh instance
 * what was prepared on the one before.
 */
export class InstanceHost {
  readonly #instantiate: Instantiate;
  readonly #start: StartMessage;
  readonly #imports: Exports;
  readonly #preparations = new Map<number, readonly ExecuteRequest[]>();
  #instance: { readonly executor: ExecutorExports; readonly chain: ChainExports | undefined } | undefined;

  static async load(start: StartMessage): Promise<InstanceHost> {
    const { instantiate } = (await import(start.glue)) as { instantiate: Instantiate };
    const make = start.imports && ((await import(start.imports)) as { default: (options: unknown) => Promise<Exports> }).default;
    return new InstanceHost(start, instantiate, make ? await make(start.options) : {});
  }

  private constructor(start: StartMessage, instantiate: Instantiate, imports: Exports) {
    this.#start = start;
    this.#instantiate = instantiate;
    this.#imports = imports;
  }

  get executor(): ExecutorExports {
    return this.#current().executor;
  }

  get chains(): boolean {
    return this.#current().chain !== undefined;
  }

  execute(request: ExecuteRequest): ExecuteResponse {
    const { executor } = this.#current();
    return this.#guard(() => executor.execute(request));
  }

  chain(message: ChainMessage): ChainResponse {
    const { chain } = this.#current();
    if (chain === undefined)
      throw new RefusalError({ tag: 'unsupported', val: { path: 'operation', message: 'this executor runs no chains' } });
    return this.#guard(() => chain.run(message.stages, message.inputs, message.outputs));
  }

  prepare(preparation: number, requests: readonly ExecuteRequest[]): void {
    try {
      for (const request of requests) this.execute(request);
    } catch (error) {
      this.#instance = undefined; // half of it may have been done
      throw error;
    }
    this.#preparations.set(preparation, requests);
  }

  release(preparation: number, requests: readonly ExecuteRequest[]): void {
    // an instance that died took the state with it
    if (!this.#preparations.delete(preparation) || this.#instance === undefined) return;
    for (const request of requests) this.execute(request);
  }

  #current() {
    if (this.#instance === undefined) {
      const { core } = this.#start;
      const root = this.#guard(() =>
        this.#instantiate((path) => {
          const module = core[path];
          if (module === undefined) throw new Error(`no core module "${path}"`);
          return module;
        }, this.#imports),
      );
      const executor = root[`${contractPackage}/executor@${contractVersion}`] as ExecutorExports | undefined;
      if (executor === undefined) throw new Error(`it does not export ${contractPackage}/executor@${contractVersion}`);
      this.#instance = { executor, chain: root[`${contractPackage}/chain@${contractVersion}`] as ChainExports | undefined };
      try {
        for (const requests of this.#preparations.values()) for (const request of requests) this.execute(request);
      } catch (cause) {
        this.#instance = undefined; // half prepared
        throw new TrapError(`a fresh instance could not be prepared: ${(cause as Error).message}`, { cause });
      }
    }
    return this.#instance;
  }

  /** An error with a payload is the executor's answer; any other means that the instance is not sound any more. */
  #guard<T>(run: () => T): T {
    try {
      return run();
    } catch (cause) {
      const payload = (cause as { payload?: unknown }).payload as ErrorCode | { stage: number; error: ErrorCode } | undefined;
      if (payload === undefined) {
        this.#instance = undefined;
        throw new TrapError(cause instanceof Error ? cause.message : String(cause), { cause });
      }
      throw 'stage' in payload ? new RefusalError(payload.error, payload.stage) : new RefusalError(payload);
    }
  }
}
