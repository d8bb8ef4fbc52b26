import { ExecutorExitedError, LimitExceededError, OutOfMemoryError, PolyrayError } from '../errors.ts';
import type {
  ChainBinding,
  ChainResponse,
  ChainStage,
  ErrorCode,
  ExecuteRequest,
  ExecuteResponse,
  ExecutorExports,
  NamedTensor,
  NamedValue,
} from '../executor/contract.ts';
import { type ComponentInstance, type Instantiate, instantiateComponent } from '../executor/direct/component-instance.ts';
import type { Take } from '../executor/direct/lift.ts';
import { grantedImports } from '../executor/granted-imports.ts';
import { checkRequestSize, jsonLength, messageBytes } from '../executor/message-size.ts';
import { FuelGauge } from '../limits/fuel-gauge.ts';
import { ComponentExit } from '../wasi/cli/exit.ts';
import type { Wasi } from '../wasi/wasi.ts';
import type { WasiInstance } from '../wasi/wasi-instance.ts';
import type { WasiThread } from '../wasi/wasi-thread.ts';
import { loadGlue } from './load-glue.ts';
import type { StartMessage } from './protocol.ts';

type Imports = Readonly<Record<string, unknown>>;

const anyThread: WasiThread = { mayBlock: true, print: () => {} };

export interface InstanceHostOptions {
  /** `glue` makes every call through jco's glue; `direct`, the default, calls sealed components past it. */
  readonly calls?: 'direct' | 'glue';
  /** Whether the running call is to stop; looked at all the time where the component is metered. */
  readonly told?: () => boolean;
  /** For code behind the imports: a 2 in its first byte says that the thread is to end. */
  readonly interruptBuffer?: SharedArrayBuffer | undefined;
  /** What grants are used by. Default: this thread may sleep, and what the component prints is dropped. */
  readonly thread?: WasiThread | undefined;
}

/** What satisfies a component's imports. */
interface ImportsModule {
  default(options: unknown, thread: Pick<InstanceHostOptions, 'interruptBuffer'> & Pick<StartMessage, 'limits'>): Promise<Imports>;
}

const pageBytes = 65_536;

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
  readonly #options: InstanceHostOptions;
  readonly #preparations = new Map<number, readonly ExecuteRequest[]>();
  #wasi: Wasi | undefined;
  #instance: ComponentInstance | undefined;
  #gauge: FuelGauge | undefined;
  /** What the instance was needed for since it was made and prepared. */
  #needed: 'for nothing' | 'for questions' | 'for calls' = 'for nothing';
  /** The instance's own. */
  #granted: WasiInstance | undefined;

  static async load(start: StartMessage, options: InstanceHostOptions = {}): Promise<InstanceHost> {
    const instantiate = await loadGlue(start.glue);
    const thread = { interruptBuffer: options.interruptBuffer, limits: start.limits };
    const imports =
      start.imports === undefined
        ? {}
        : await ((await import(/* webpackIgnore: true */ /* @vite-ignore */ start.imports)) as ImportsModule).default(
            start.options,
            thread,
          );
    const host = new InstanceHost(start, instantiate, imports, options);
    // executors without grants need not load it
    if (start.grants !== undefined)
      host.#wasi = await (await import('../wasi/wasi.ts')).Wasi.load(start.grants, options.thread ?? { ...anyThread, told: options.told });
    return host;
  }

  private constructor(start: StartMessage, instantiate: Instantiate, imports: Imports, options: InstanceHostOptions) {
    this.#start = start;
    this.#instantiate = instantiate;
    this.#imports = imports;
    this.#options = options;
  }

  /**
   * Asks the executor what it says of itself: its name, its version, its operations. Where fuel is counted, an instance that
   * was asked before it took a call takes none: what a call burns does not depend on who asked.
   */
  ask<T>(question: (executor: ExecutorExports) => T): T {
    const { executor } = this.#current();
    if (this.#needed === 'for nothing') this.#needed = 'for questions';
    return this.#run(() => question(executor));
  }

  get chains(): boolean {
    return this.#current().chain !== undefined;
  }

  /** Whether calls go to the core past the glue. */
  get direct(): boolean {
    return this.#current().direct;
  }

  /** Makes the instance, if there is none. */
  begin(): void {
    this.#current();
  }

  /** There is an instance, with whatever calls have left in it. */
  get alive(): boolean {
    return this.#instance !== undefined;
  }

  /** What the present call has burnt, or the last one, until it answered; undefined where nothing is metered. */
  get fuelUsed(): number | undefined {
    return this.#gauge?.burnt;
  }

  /** What the instance holds now of linear memory; undefined where nothing is metered. */
  get memoryBytes(): number | undefined {
    return this.#gauge?.memoryBytes;
  }

  /** @param take copies what is kept of the outputs; default: each becomes a fresh array */
  execute(request: ExecuteRequest, take?: Take<ExecuteResponse>): ExecuteResponse {
    const { name, limits } = this.#start;
    checkRequestSize(name, request.parameters, request.inputs, limits.requestBytes);
    return this.#call(({ executor }) =>
      executor.execute(
        request,
        this.#checked(take, ({ values }) => values),
      ),
    );
  }

  /** @param take as for `execute` */
  chain({ stages, inputs, outputs }: ChainRequest, take?: Take<ChainResponse>): ChainResponse {
    const { name, limits } = this.#start;
    const parameters = stages.flatMap((stage) => stage.parameters);
    checkRequestSize(name, parameters, inputs, limits.requestBytes);
    return this.#call(({ chain }) => {
      if (chain === undefined)
        throw new RefusalError({ tag: 'unsupported', val: { path: 'operation', message: 'this executor runs no chains' } });
      return chain.run(
        stages,
        inputs,
        outputs,
        this.#checked(take, ({ values }) => values.flat()),
      );
    });
  }

  prepare(preparation: number, requests: readonly ExecuteRequest[]): void {
    try {
      this.#repeat(this.#renewed(), requests);
    } catch (error) {
      this.#discard(); // half of it may have been done
      throw error;
    }
    this.#preparations.set(preparation, requests);
  }

  release(preparation: number, requests: readonly ExecuteRequest[]): void {
    // an instance that died took the state with it
    if (!this.#preparations.delete(preparation) || this.#instance === undefined) return;
    if (this.#start.limits.reuse === 'fresh') this.#discard();
    else this.#repeat(this.#instance, requests);
  }

  #call<T>(call: (instance: ComponentInstance) => T): T {
    const instance = this.#renewed();
    this.#needed = 'for calls';
    return this.#run(() => call(instance));
  }

  /** Requests of preparations, whose answers nobody wants. */
  #repeat({ executor }: ComponentInstance, requests: readonly ExecuteRequest[]): void {
    const { name, limits } = this.#start;
    for (const request of requests) {
      checkRequestSize(name, request.parameters, request.inputs, limits.requestBytes);
      this.#run(() => executor.execute(request));
    }
  }

  #run<T>(call: () => T): T {
    this.#gauge?.begin(this.#start.limits.fuel);
    return this.#guard(call);
  }

  /** The instance for the next call: another one where what the present one was needed for must not be seen. */
  #renewed(): ComponentInstance {
    const { reuse } = this.#start.limits;
    const calls = this.#needed === 'for calls' && reuse === 'fresh';
    const questions = this.#needed === 'for questions' && this.#gauge !== undefined;
    if (calls || questions) this.#discard();
    return this.#current();
  }

  #current(): ComponentInstance {
    if (this.#instance !== undefined) return this.#instance;
    this.#needed = 'for nothing';
    this.#granted = this.#wasi?.instance();
    const instance = this.#guard(() => this.#make());
    this.#instance = instance;
    try {
      for (const requests of this.#preparations.values()) this.#repeat(instance, requests);
    } catch (cause) {
      this.#discard(); // half prepared
      throw new TrapError(`a fresh instance could not be prepared: ${(cause as Error).message}`, { cause });
    }
    return instance;
  }

  #make(): ComponentInstance {
    const { name, core, limits } = this.#start;
    const { calls, told = () => false } = this.#options;
    const gauge = limits.stop === 'meter' ? new FuelGauge(told) : undefined;
    this.#gauge = gauge;
    gauge?.begin(limits.fuel);
    const make = gauge && ((module: WebAssembly.Module, imports: WebAssembly.Imports) => gauge.instantiate(module, imports));
    const imports = grantedImports(name, this.#granted?.imports ?? this.#imports);
    const { responseBytes } = limits;
    return instantiateComponent(this.#instantiate, core, imports, {
      calls,
      make,
      responseBytes,
      answered: gauge && (() => gauge.answered()),
    });
  }

  /** The glue's answers are copies already; those of direct calls were checked while they were read, but for their JSON. */
  #checked<A extends { readonly outputs: readonly NamedTensor[] }>(
    take: Take<A> | undefined,
    valuesOf: (answer: A) => readonly NamedValue[],
  ): Take<A> | undefined {
    const { responseBytes, jsonBytes } = this.#start.limits;
    const check = (limit: string, allowed: number, found: number) => {
      if (found > allowed) throw new LimitExceededError('Cannot read the answer', limit, allowed, found);
    };
    return (
      take &&
      ((answer) => {
        const values = valuesOf(answer);
        check('responseBytes', responseBytes, messageBytes(values, answer.outputs));
        check('jsonBytes', jsonBytes, jsonLength(values));
        return take(answer);
      })
    );
  }

  /** An error with a payload is the executor's answer; any other means that the instance is not sound any more. */
  #guard<T>(run: () => T): T {
    const granted = this.#granted;
    try {
      const answer = run();
      if (granted?.exit !== undefined) throw granted.exit; // it caught that
      return answer;
    } catch (cause) {
      if (cause instanceof RefusalError) throw cause;
      const payload = (cause as { payload?: unknown }).payload as ErrorCode | { stage: number; error: ErrorCode } | undefined;
      if (payload === undefined || granted?.exit !== undefined) {
        const instance = this.#instance;
        this.#discard();
        throw this.#explained(granted?.exit ?? cause, instance);
      }
      throw 'stage' in payload ? new RefusalError(payload.error, payload.stage) : new RefusalError(payload);
    } finally {
      granted?.settle();
    }
  }

  /** Why an instance died: by a limit, or by itself. */
  #explained(cause: unknown, instance: ComponentInstance | undefined): Error {
    const { name, limits } = this.#start;
    if (cause instanceof PolyrayError) return cause;
    if (cause instanceof ComponentExit) return new ExecutorExitedError(name, cause.code);
    if (this.#gauge?.stopped === 'fuel') {
      return new LimitExceededError(`Executor "${name}" was stopped`, 'fuel', limits.fuel, this.#gauge.burnt);
    }
    if (this.#gauge?.stopped === 'told') return new TrapError('it was told to stop', { cause });
    const message = cause instanceof Error ? cause.message : String(cause);
    if (instance !== undefined && memoryBytesOf(instance) + pageBytes > limits.memoryBytes) {
      return new OutOfMemoryError(
        `Executor "${name}" used all memory that its limit memoryBytes of ${limits.memoryBytes} gives it: ${message}`,
      );
    }
    const refused = (this.#gauge?.refusedPages ?? 0) * pageBytes;
    const why =
      refused === 0 ? '' : `; before that, its limit memoryBytes of ${limits.memoryBytes} was reached: ${refused} more were refused`;
    return new TrapError(`${message}${why}`, { cause });
  }

  /** Gives back what its grants hold in this thread. It must not be used again. */
  async close(): Promise<void> {
    this.#discard();
    await this.#wasi?.close();
  }

  #discard(): void {
    this.#instance = undefined;
    this.#granted?.close();
    this.#granted = undefined;
  }
}

/** How much memory it has, as far as its core modules show it. */
function memoryBytesOf({ cores }: ComponentInstance): number {
  const values = new Set(cores.flatMap(({ exports }) => Object.values(exports)));
  let bytes = 0;
  for (const value of values) if (value instanceof WebAssembly.Memory) bytes += value.buffer.byteLength;
  return bytes;
}
