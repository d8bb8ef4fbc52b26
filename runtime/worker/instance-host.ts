import type {
  ChainBinding,
  ChainResponse,
  ChainStage,
  ErrorCode,
  ExecuteRequest,
  ExecuteResponse,
  ExecutorExports,
  NamedTensor,
} from '../executor/contract.ts';
import { type ComponentInstance, type Instantiate, instantiateComponent } from '../executor/direct/component-instance.ts';
import type { Take } from '../executor/direct/lift.ts';
import { loadGlue } from './load-glue.ts';
import type { StartMessage } from './protocol.ts';

type Imports = Record<string, unknown>;

export interface InstanceHostOptions {
  /** `glue` makes every call through jco's glue; `direct`, the default, calls sealed components past it. */
  readonly calls?: 'direct' | 'glue';
}

/** What `chain.run` takes. */
export interface ChainRequest {
  readonly stages: ChainStage[];
  readonly inputs: NamedTensor[];
  readonly outputs: ChainBinding[];
}

/** The executor's instance died, or broke the contract; `cause` is the engine's error or says how. */
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
  readonly #imports: Imports;
  readonly #calls: 'direct' | 'glue';
  readonly #preparations = new Map<number, readonly ExecuteRequest[]>();
  #instance: ComponentInstance | undefined;

  static async load(start: StartMessage, options: InstanceHostOptions = {}): Promise<InstanceHost> {
    const instantiate = await loadGlue(start.glue);
    const make = start.imports && ((await import(start.imports)) as { default: (options: unknown) => Promise<Imports> }).default;
    return new InstanceHost(start, instantiate, make ? await make(start.options) : {}, options.calls ?? 'direct');
  }

  private constructor(start: StartMessage, instantiate: Instantiate, imports: Imports, calls: 'direct' | 'glue') {
    this.#start = start;
    this.#instantiate = instantiate;
    this.#imports = imports;
    this.#calls = calls;
  }

  get executor(): ExecutorExports {
    return this.#current().executor;
  }

  get chains(): boolean {
    return this.#current().chain !== undefined;
  }

  /** Whether calls go to the core past the glue. */
  get direct(): boolean {
    return this.#current().direct;
  }

  /** @param take copies what is kept of the outputs; default: each becomes a fresh array */
  execute(request: ExecuteRequest, take?: Take<ExecuteResponse>): ExecuteResponse {
    const { executor } = this.#current();
    return this.#guard(() => executor.execute(request, take));
  }

  /** @param take as for `execute` */
  chain({ stages, inputs, outputs }: ChainRequest, take?: Take<ChainResponse>): ChainResponse {
    const { chain } = this.#current();
    if (chain === undefined)
      throw new RefusalError({ tag: 'unsupported', val: { path: 'operation', message: 'this executor runs no chains' } });
    return this.#guard(() => chain.run(stages, inputs, outputs, take));
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
      this.#instance = this.#guard(() => instantiateComponent(this.#instantiate, this.#start.core, this.#imports, this.#calls));
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
