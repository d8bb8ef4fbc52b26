import type { Id } from '../coordinator/events.ts';
import { ExecutorFaultError, InvalidRequestError, PolyrayError } from '../errors.ts';
import type { ChainResponse, ExecuteRequest, ExecuteResponse, NamedTensor, Operation, WireTensor } from '../executor/contract.ts';
import { messageBytes } from '../executor/message-size.ts';
import { OperationCodec, type PlainRequest } from '../executor/operation-codec.ts';
import type { Tensor, TensorInput } from '../executor/tensor.ts';
import { ObjectRef } from '../object/object-ref.ts';
import { InterruptCell } from '../python/interrupt-cell.ts';
import type { CoreWorker } from '../task/core-worker.ts';
import { getOne } from '../task/get.ts';
import type { Output } from '../wasi/cli/line-output.ts';
import { InstanceHost, RefusalError } from './instance-host.ts';
import { JobTexts } from './job-text.ts';
import { PlacedResult } from './placed-result.ts';
import type { ChainJob, Description, Job, JobResult, StartMessage, Timing } from './protocol.ts';
import { type RequestLog, requestFields } from './request-log.ts';
import { errorOf } from './worker-error.ts';

export interface ServiceThread {
  /** It may sleep. */
  readonly mayBlock: boolean;
  /** Where another thread says that the running task is to stop. */
  readonly interruptMemory: SharedArrayBuffer | undefined;
}

/** What a component printed, and of which call. */
export type GuestLog = (
  fields: {
    readonly executor: string;
    readonly version: string | undefined;
    /** The call's `taskId`. */
    readonly request: string | undefined;
  } & Output,
) => void;

/** As a caller writes it; inputs may be references. */
interface InstanceRequest extends PlainRequest {
  readonly operation: string;
}

/** A result could not be kept; `cause` says why. */
class PlacementError extends Error {
  constructor(cause: unknown) {
    super('no result', { cause });
  }
}

/** One executor as a worker's code: each task's arguments are a job, and it mentions what must have been prepared before it. */
export class ExecutorService {
  readonly #core: CoreWorker;
  readonly #name: string;
  readonly #host: InstanceHost;
  readonly #version: Pick<StartMessage, 'pool' | 'version'>;
  readonly #sealed: boolean;
  readonly #interrupts: InterruptCell | undefined;
  /** What undoes what was prepared, by the object that holds it. */
  readonly #undo = new Map<Id, readonly ExecuteRequest[]>();
  readonly #texts = new JobTexts();
  #codecs: Map<string, OperationCodec> | undefined;
  /** What it called itself first. */
  #identity: { readonly name: string; readonly version: string } | undefined;
  /** What satisfies the imports may have been left half way: the thread has to go. */
  #broken = false;
  #lost: string | undefined;
  readonly #log: RequestLog | undefined;
  /** Of the last answer, where requests are logged. */
  #responseBytes = 0;

  /**
   * @param thread what of this thread the component may use
   * @param log takes what the component prints, if that is granted
   * @param requests undefined: nobody wants to know of them
   */
  static async load(
    start: StartMessage,
    core: CoreWorker,
    thread: ServiceThread,
    log: GuestLog,
    requests: RequestLog | undefined,
  ): Promise<ExecutorService> {
    const { name: executor, version } = start;
    const interrupts = thread.interruptMemory && new InterruptCell(thread.interruptMemory);
    const print = (output: Output) => {
      const task = core.currentTask;
      log({ executor, version, request: task === undefined ? undefined : core.objectId(task).toHex(), ...output });
    };
    const told = interrupts && (() => interrupts.signalled);
    const host = await InstanceHost.load(start, {
      ...(told && { told }),
      interruptBuffer: thread.interruptMemory,
      thread: { mayBlock: thread.mayBlock, print, told },
    });
    return new ExecutorService(start, host, core, interrupts, requests);
  }

  private constructor(
    start: StartMessage,
    host: InstanceHost,
    core: CoreWorker,
    interrupts: InterruptCell | undefined,
    log: RequestLog | undefined,
  ) {
    this.#log = log;
    this.#interrupts = interrupts;
    this.#name = start.name;
    this.#version = { pool: start.pool, version: start.version };
    this.#sealed = start.imports === undefined;
    this.#host = host;
    this.#core = core;
  }

  get broken(): boolean {
    return this.#broken;
  }

  /** Of an actor: why the instance died that it is. Its worker has to go, and another to begin anew. */
  get lost(): string | undefined {
    return this.#lost;
  }

  /** @param prepared objects that hold requests, each followed by that which holds what undoes them */
  run(args: readonly unknown[], prepared: readonly Id[], task: Id): unknown {
    const [given, pending = [], ...inputs] = args as [Job | string, readonly Id[] | undefined, ...TensorInput[]];
    const job = typeof given === 'string' ? this.#texts.read(given) : given;
    const run = () => {
      this.#release(prepared, pending);
      return this.#log === undefined ? this.#explain(job, inputs) : this.#logged(this.#log, job, inputs, task);
    };
    if (this.#missing(prepared).length > 0) return this.#prepare(prepared, task, run);
    return this.#during(task, run);
  }

  /**
   * A call of the actor that this worker's instance is.
   *
   * @param method undefined: its creation, whose argument is the recipe
   */
  invoke(method: string | undefined, args: readonly unknown[], task: Id): unknown {
    if (method !== undefined && method !== 'execute')
      throw new TypeError(`Cannot call ${JSON.stringify(method)} of an instance of executor "${this.#name}": it has "execute" alone`);
    const requests = (method === undefined ? args[0] : [args[0]]) as readonly InstanceRequest[];
    const run = (given: readonly InstanceRequest[]) => this.#during(task, () => this.#asInstance(() => this.#invoke(method, given, task)));
    return requests.some(mentions) ? Promise.all(requests.map((request) => this.#resolved(request))).then(run) : run(requests);
  }

  #invoke(method: string | undefined, requests: readonly InstanceRequest[], task: Id): unknown {
    const encoded = this.#explained(() => {
      this.#host.begin();
      return requests.map((request) => this.#encode(request));
    });
    if (method === undefined) {
      for (const request of encoded) this.#explained(() => this.#host.execute(request, (answer) => answer));
      return undefined;
    }
    const job = { kind: 'invoke', request: encoded[0]! } as const;
    return this.#log === undefined ? this.#explain(job, []) : this.#logged(this.#log, job, [], task);
  }

  #asInstance<T>(run: () => T): T {
    try {
      return run();
    } catch (error) {
      if (!this.#host.alive) this.#lost = (error as Error).message;
      throw error;
    }
  }

  #encode(request: InstanceRequest): ExecuteRequest {
    if (typeof request !== 'object' || request === null)
      throw new InvalidRequestError('request', `must be an object, is ${String(request)}`);
    return this.#codec(request.operation).encode(request);
  }

  /** With what references in its inputs stand for. */
  async #resolved(request: InstanceRequest): Promise<InstanceRequest> {
    if (!mentions(request)) return request;
    const read = async (input: unknown) =>
      (input instanceof ObjectRef ? await getOne(this.#core, input) : input) as TensorInput | undefined;
    const inputs = await Promise.all(Object.entries(request.inputs!).map(async ([name, input]) => [name, await read(input)] as const));
    return { ...request, inputs: Object.fromEntries(inputs) };
  }

  #explain(job: Job, inputs: readonly TensorInput[]): JobResult | PlacedResult {
    return this.#explained(() => this.#do(job, inputs));
  }

  #logged(log: RequestLog, job: Job, inputs: readonly TensorInput[], task: Id): JobResult | PlacedResult {
    const fields = requestFields(job, inputs);
    if (fields === undefined) return this.#explain(job, inputs);
    const began = performance.now();
    const tell = (outcome: string, more = {}) => {
      const who = { request: this.#core.objectId(task).toHex(), executor: this.#name, version: this.#version.version };
      const durationMs = Math.round(1000 * (performance.now() - began)) / 1000;
      log(outcome === 'completed' ? 'debug' : 'info', { event: 'request', ...who, ...fields, durationMs, outcome, ...more });
    };
    try {
      const result = this.#explain(job, inputs);
      tell('completed', { responseBytes: this.#responseBytes });
      return result;
    } catch (error) {
      tell((error as Error).name);
      throw error;
    }
  }

  #missing(prepared: readonly Id[]): Id[] {
    return prepared.filter((id, i) => i % 2 === 0 && !this.#undo.has(id));
  }

  /** Other jobs may come in between while this one waits for what it lacks: so nothing is done before all of that is there. */
  async #prepare<T>(prepared: readonly Id[], task: Id, run: () => T): Promise<T> {
    const fetched = new Map<Id, readonly [toDo: readonly ExecuteRequest[], toUndo: readonly ExecuteRequest[]]>();
    let missing = this.#missing(prepared);
    for (let id = missing.find((one) => !fetched.has(one)); id !== undefined; id = missing.find((one) => !fetched.has(one))) {
      fetched.set(id, await Promise.all([this.#fetch(id), this.#fetch(prepared[prepared.indexOf(id) + 1]!)]));
      missing = this.#missing(prepared);
    }
    return this.#during(task, () => {
      for (const id of missing) {
        const [toDo, toUndo] = fetched.get(id)!;
        this.#explained(() => this.#host.prepare(id, toDo));
        this.#undo.set(id, toUndo);
      }
      return run();
    });
  }

  /** While code of the component runs, its task can be told to stop. */
  #during<T>(task: Id, run: () => T): T {
    if (this.#interrupts === undefined) return run();
    this.#interrupts.enter(task);
    try {
      return run();
    } finally {
      this.#interrupts.enter(undefined);
    }
  }

  /** What the present job mentions, so that it is there. */
  async #fetch(id: Id): Promise<readonly ExecuteRequest[]> {
    this.#core.channel.send({ type: 'hold', id });
    using ref = new ObjectRef<readonly ExecuteRequest[]>(this.#core, id);
    return (await getOne(this.#core, ref)) as readonly ExecuteRequest[];
  }

  /** Undoes what is not wanted any more. */
  #release(prepared: readonly Id[], pending: readonly Id[]): void {
    for (const [id, undo] of this.#undo) {
      if (pending.includes(id) || prepared.includes(id)) continue;
      this.#undo.delete(id);
      this.#explained(() => this.#host.release(id, undo));
    }
  }

  #do(job: Job, inputs: readonly TensorInput[]): JobResult | PlacedResult {
    const beganMs = performance.timeOrigin + performance.now();
    const timed = (): Timing => {
      const { fuelUsed, memoryBytes } = this.#host;
      const computeMs = performance.timeOrigin + performance.now() - beganMs;
      return { beganMs, computeMs, ...(fuelUsed === undefined ? {} : { fuelUsed, memoryBytes }) };
    };
    switch (job.kind) {
      case 'describe': {
        const description = this.#describe();
        return { ...timed(), ...this.#version, description };
      }
      case 'prepare':
        return { ...timed(), ...this.#version };
      case 'execute':
        return this.#placed<ExecuteResponse>(
          (take) => this.#host.execute(job.request, take),
          (response) => [{ ...timed(), ...this.#version, response }],
        );
      case 'invoke': {
        const codec = this.#codec(job.request.operation);
        const { version } = this.#version;
        return this.#placed<ExecuteResponse>(
          (take) => this.#host.execute(job.request, take),
          (response) => {
            const { beganMs: _, computeMs: executionTimeMs, ...used } = timed();
            return [{ version, ...codec.decode(response), executionTimeMs, ...used }];
          },
        );
      }
      case 'call': {
        const codec = this.#codec(job.operation);
        const request = {
          operation: job.operation,
          parameters: job.parameters,
          inputs: codec.encodeInputs(Object.fromEntries(job.inputs.map((name, i) => [name, inputs[i]]))),
        };
        return this.#placed<ExecuteResponse>(
          (take) => this.#host.execute(request, take),
          (response) => {
            const { values, outputs } = codec.decode(response);
            const results = [values, ...job.outputs.map((name) => outputs[name])];
            return job.timed === true ? [timed, ...results] : results;
          },
        );
      }
      case 'chain': {
        const request = { stages: job.stages, inputs: this.#chainInputs(job, inputs), outputs: [...job.outputs] };
        return this.#placed<ChainResponse>(
          (take) => this.#host.chain(request, take),
          ({ values, outputs }) => {
            const tensors = new Map(outputs.map(({ name, tensor }) => [name, tensor]));
            const results = [values, ...job.outputs.map(({ name }) => this.#chainOutput(job, name, tensors.get(name)))];
            return job.timed === true ? [timed, ...results] : results;
          },
        );
      }
    }
  }

  /** Each is checked as the input of the stages that take it. */
  #chainInputs(job: ChainJob, inputs: readonly TensorInput[]): NamedTensor[] {
    return job.inputs.map((name, i) => {
      let tensor: WireTensor | undefined;
      for (const stage of job.stages) {
        for (const { name: port, source } of stage.inputs) {
          if (source.tag === 'input' && source.val === name) tensor = this.#codec(stage.operation).encodeInput(port, inputs[i]!);
        }
      }
      if (tensor === undefined) throw new InvalidRequestError(`inputs.${name}`, 'is used by no stage');
      return { name, tensor };
    });
  }

  #chainOutput(job: ChainJob, name: string, tensor: WireTensor | undefined): Tensor {
    const { source } = job.outputs.find((output) => output.name === name)!;
    if (tensor === undefined || source.tag !== 'stage') throw new ExecutorFaultError(`The chain answered without "${name}"`, false);
    const { stage, port } = source.val;
    const codec = this.#codec(job.stages[stage]!.operation);
    return codec.decodePart({ values: [], outputs: [{ name: port, tensor }] }).outputs[port]!;
  }

  /** What it says of itself, which must stay what it was. */
  #describe(): Description {
    const { chains } = this.#host;
    const fault = (what: string) => new ExecutorFaultError(`Executor "${this.#name}" cannot be used: ${what}`, false);
    const found = this.#host.ask((executor) => ({ name: executor.name(), version: executor.version() }));
    this.#identity ??= found;
    for (const key of ['name', 'version'] as const) {
      const [before, now] = [this.#identity[key], found[key]];
      if (before !== now) throw fault(`its ${key} was ${JSON.stringify(before.slice(0, 100))} and is ${JSON.stringify(now.slice(0, 100))}`);
    }
    return { ...found, operations: this.#operations(), chains };
  }

  #operations(): Operation[] {
    return this.#host.ask((executor) => executor.operations());
  }

  #codec(operation: string): OperationCodec {
    this.#codecs ??= new Map(this.#operations().map((declared) => [declared.name, new OperationCodec(declared)]));
    const codec = this.#codecs.get(operation);
    if (codec === undefined) throw new InvalidRequestError('operation', `executor "${this.#name}" has no ${JSON.stringify(operation)}`);
    return codec;
  }

  /**
   * Writes results into the store while their tensors still lie in the component's memory: their one copy. From the last
   * to the first, so that a timing in front, a function, counts the writing.
   */
  #placed<A>(call: (take: (answer: A) => A) => void, results: (answer: A) => unknown[]): PlacedResult {
    let placed: PlacedResult | undefined;
    let error: unknown;
    try {
      call((answer) => {
        try {
          if (this.#log !== undefined) this.#responseBytes = answerBytes(answer);
          const all = results(answer);
          const placing = new PlacedResult(this.#core, all.length);
          for (const [i, result] of [...all.entries()].reverse()) {
            placing.place(i, typeof result === 'function' ? (result as () => unknown)() : result);
          }
          placed = placing;
        } catch (cause) {
          error = cause; // the store's, or of an answer that was not declared: neither costs the instance
        }
        return answer;
      });
    } catch (cause) {
      placed?.abandon(); // it died when it had answered
      throw cause;
    }
    if (placed === undefined) throw new PlacementError(error);
    return placed;
  }

  /** The executor's errors by class. */
  #explained<T>(run: () => T): T {
    try {
      return run();
    } catch (error) {
      if (error instanceof PlacementError) throw error.cause;
      if (error instanceof PolyrayError) throw error;
      if (error instanceof RefusalError) throw errorOf(this.#name, error.code, error.stage);
      this.#broken = !this.#sealed;
      const { message, stack } = error as Error;
      throw errorOf(this.#name, { tag: 'trapped', val: message || (stack ?? String(error)) }, undefined);
    }
  }
}

/** Whether inputs of it are references. */
function mentions(request: InstanceRequest): boolean {
  const inputs: unknown = request?.inputs;
  return typeof inputs === 'object' && inputs !== null && Object.values(inputs).some((input) => input instanceof ObjectRef);
}

/** Of an execute's or a chain's. */
function answerBytes(answer: unknown): number {
  const { values, outputs } = answer as ExecuteResponse;
  return messageBytes(
    values.filter((value) => 'value' in value),
    outputs,
  );
}
